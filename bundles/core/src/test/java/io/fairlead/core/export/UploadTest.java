// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Replace-on-close against everybody else. */
class UploadTest extends ExportFixture {

    @Test
    void readersAndUploadersLetEachOther() throws Exception {
        file("/a", "old");
        try (OpenFile reader = alice.open(path("/a"), Open.read())) {
            try (OpenFile upload = bob.open(path("/a"), Open.replace());
                    OpenFile later = alice.open(path("/a"), Open.read())) {
                write(upload, "new");
                assertThat(Contents.text(later)).isEqualTo("old");
            }
            assertThat(Contents.text(reader)).isEqualTo("old");
            assertThat(text("/a")).isEqualTo("new");
        }
    }

    @Test
    void anExclusiveOpenRefusesUploads() throws Exception {
        file("/a", "old");
        try (OpenFile exclusive = alice.open(path("/a"), request(EnumSet.of(Share.READ), Access.READ))) {
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/a"), Open.replace()));
        }
        assertThat(text("/a")).isEqualTo("old");
    }

    @Test
    void anUploadRefusesExclusiveOpensAllItsLife() throws Exception {
        file("/a", "old");
        try (OpenFile upload = bob.open(path("/a"), Open.replace())) {
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/a"), request(EnumSet.of(Share.READ), Access.READ)));
            alice.open(path("/a"), request(ALL, Access.READ)).close();
            try (OpenFile other = alice.open(path("/a"), Open.replace())) {
                write(other, "other");
            }
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/a"), request(NONE, Access.DELETE)));
            write(upload, "last");
        }
        assertThat(text("/a")).isEqualTo("last");
        alice.open(path("/a"), request(NONE, Access.READ)).close();
    }

    @Test
    void publishesNothingOverAnExclusiveOpenThatCameByRename() throws Exception {
        file("/locked", "locked");
        OpenFile upload = bob.open(path("/a"), Open.replace());
        write(upload, "new");
        try (OpenFile exclusive = alice.open(path("/locked"), request(NONE, Access.READ, Access.DELETE))) {
            exclusive.rename(path("/a"), false);
            refused(Reason.IN_USE, upload::close);
            assertThat(Contents.text(exclusive)).isEqualTo("locked");
        }
        assertThat(text("/a")).isEqualTo("locked");
        assertThat(Contents.names(alice, "/")).containsExactly("a");
        upload.close(); // does nothing
    }

    @Test
    void publishesNothingOverAPendingDeletion() throws Exception {
        file("/a", "old");
        OpenFile upload = bob.open(path("/a"), Open.replace());
        try (OpenFile doomed = alice.open(path("/a"), request(ALL, Access.DELETE))) {
            doomed.deleteOnClose(true);
            refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/a"), Open.replace()));
            refused(Reason.DELETE_PENDING, upload::close);
        }
        assertThat(Contents.names(alice, "/")).isEmpty();
    }

    @Test
    void aLateDeleterLeavesThePublishedFileAlone() throws Exception {
        file("/a", "old");
        try (OpenFile doomed =
                alice.open(path("/a"), request(ALL, Access.DELETE, Access.READ).withDeleteOnClose())) {
            Contents.write(bob, "/a", "new");
            assertThat(Contents.text(doomed)).isEqualTo("old");
        }
        assertThat(text("/a")).isEqualTo("new");
    }

    @Test
    void aFileThatWasReplacedCanBeOpenedExclusively() throws Exception {
        file("/a", "old");
        try (OpenFile old = alice.open(path("/a"), request(EnumSet.of(Share.READ, Share.WRITE), Access.READ))) {
            Contents.write(bob, "/a", "new");
            bob.open(path("/a"), request(NONE, Access.READ, Access.WRITE, Access.DELETE))
                    .close();
            assertThat(old.path()).isEqualTo(path("/a"));
            refused(Reason.ACCESS_DENIED, () -> old.rename(path("/b"), false));
        }
    }

    @Test
    void anUploadInAFolderKeepsTheFolder() throws Exception {
        folder("/d");
        try (OpenFile upload = bob.open(path("/d/a"), Open.replace())) {
            write(upload, "x");
            refused(Reason.IN_USE, () -> Contents.delete(alice, "/d"));
        }
        assertThat(text("/d/a")).isEqualTo("x");
    }

    @Test
    void anUploadThatIsNotSharedStandsAlone() throws Exception {
        try (OpenFile upload = bob.open(path("/a"), request(Disposition.REPLACE, NONE, Access.WRITE))) {
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/a"), Open.replace()));
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/a"), Open.openOrCreate(Access.READ)));
            write(upload, "x");
        }
        assertThat(text("/a")).isEqualTo("x");
    }

    @Test
    void closingTheSessionPublishesNothing() throws Exception {
        OpenFile upload = bob.open(path("/a"), Open.replace());
        write(upload, "half");
        bob.close();
        refused(Reason.STALE, () -> write(upload, "more"));
        upload.close();
        assertThat(Contents.names(alice, "/")).isEmpty();
    }
}
