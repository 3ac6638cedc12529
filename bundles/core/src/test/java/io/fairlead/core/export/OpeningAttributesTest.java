// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Contents;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open tells of what it has made or overwritten, on a disk. */
class OpeningAttributesTest extends ExportFixture {
    @TempDir
    Path folder;

    @Override
    Storage storage() {
        LocalStorage local = local(folder);
        assumeTrue(local.features().contains(Storage.Feature.DOS_FLAGS), "no extended attributes here");
        return local;
    }

    private static AttributeChanges flags(int flags) {
        return new AttributeChanges(null, null, null, flags, null);
    }

    private OpenRequest overwriting(int flags) {
        Open how = new Open(EnumSet.of(Access.READ, Access.WRITE), Open.Disposition.OPEN_OR_CREATE, Open.Kind.FILE);
        return OpenRequest.shared(how).withInitial(flags(flags)).withTruncate();
    }

    @Test
    void whatWasMadeHasWhatItWasMadeWith() throws Exception {
        try (OpenFile file = alice.open(path("/a"), overwriting(Attributes.ARCHIVE))) {
            assertThat(file.created()).isTrue();
            assertThat(file.opened().dosFlags()).isEqualTo(Attributes.ARCHIVE);
            assertThat(file.attributesAtOpen()).isEqualTo(file.attributes());
        }
        try (OpenFile file = alice.open(path("/a"), request(ALL, Access.READ))) {
            assertThat(file.attributesAtOpen()).isEqualTo(file.attributes());
        }
    }

    @Test
    void whatWasOverwrittenIsEmpty() throws Exception {
        file("/a", "content");
        for (int flags : new int[] {Attributes.ARCHIVE, Attributes.ARCHIVE, Attributes.ARCHIVE | Attributes.HIDDEN}) {
            Contents.write(alice, "/a", "content");
            try (OpenFile file = alice.open(path("/a"), overwriting(flags))) {
                assertThat(file.created()).isFalse();
                assertThat(file.opened().size()).isZero();
                assertThat(file.opened().dosFlags()).isEqualTo(flags);
                assertThat(file.attributesAtOpen()).isEqualTo(file.attributes());
                assertThat(file.attributes().dosFlags()).isEqualTo(flags);
            }
        }
    }

    /** [MS-FSA] 2.1.5.1.2. */
    @Test
    void whoOverwritesWhatIsHiddenMustSaySo() throws Exception {
        for (int flag : new int[] {Attributes.HIDDEN, Attributes.SYSTEM}) {
            file("/a", "content");
            try (OpenFile file = alice.open(path("/a"), request(ALL, Access.ATTRIBUTES))) {
                file.change(flags(flag));
            }
            refusedOpen(Reason.ACCESS_DENIED, () -> alice.open(path("/a"), overwriting(Attributes.ARCHIVE)));
            assertThat(Contents.text(alice, "/a")).isEqualTo("content");
            alice.open(path("/a"), overwriting(Attributes.ARCHIVE | flag)).close();
            assertThat(Contents.text(alice, "/a")).isEmpty();
            alice.open(path("/a"), request(ALL, Access.WRITE).withTruncate()).close(); // which says nothing
            Contents.delete(alice, "/a");
        }
    }

    @Test
    void whatOthersHaveChangedShowsInTheNextOpen() throws Exception {
        file("/a", "x");
        try (OpenFile first = alice.open(path("/a"), request(ALL, Access.READ))) {
            assertThat(first.opened().size()).isEqualTo(1);
        }
        file("/a", "longer");
        try (OpenFile next = alice.open(path("/a"), request(ALL, Access.READ))) {
            assertThat(next.opened().size()).isEqualTo(6);
        }
    }
}
