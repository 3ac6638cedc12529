// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.core.Exports;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exports of a storage that lacks metadata. */
class SupplementedExportTest {
    private static final Identity USER = Identity.of("tester");

    private final Storage lacking = StrippedStorage.of(new MemoryStorage());
    private final ArbitratedExport one = Exports.over(lacking).name("one").build();
    private final ArbitratedExport other = Exports.over(lacking).name("other").build();

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void haveWhatItLacks() throws Exception {
        assertThat(one.features()).containsAll(StrippedStorage.METADATA);
        try (ExportVolume volume = one.mount(USER);
                ExportVolume others = other.mount(USER)) {
            Contents.write(volume, "/a", "content");
            try (OpenFile file = volume.open(MetadataSuite.path("/a"), Open.attributes())) {
                file.change(new AttributeChanges(MetadataSuite.BORN, null, null, Attributes.HIDDEN, null));
                file.xattrs(Map.of("x", new byte[] {1}));
            }
            Attributes told = Contents.attributes(others, "/a");
            assertThat(told.dosFlags()).isEqualTo(Attributes.HIDDEN);
            assertThat(told.created()).isEqualTo(MetadataSuite.BORN);
            assertThat(Contents.names(others, "/")).containsExactly("a");
        }
    }

    @Test
    void obeyTheReadOnlyFlag() throws Exception {
        try (ExportVolume volume = one.mount(USER);
                ExportVolume others = other.mount(USER)) {
            Contents.write(volume, "/a", "content");
            try (OpenFile file = volume.open(MetadataSuite.path("/a"), Open.attributes())) {
                file.change(new AttributeChanges(null, null, null, Attributes.READ_ONLY, null));
            }
            MetadataSuite.isRefused(
                    () -> others.open(MetadataSuite.path("/a"), Open.openOrCreate(Access.WRITE)),
                    Reason.READ_ONLY_FILE);
        }
    }
}
