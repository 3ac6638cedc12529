// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deleting at once, and [MS-FSA] 2.1.5.4 and 2.1.5.14.3 when the last open closes. */
class DeletionTest extends ExportFixture {

    private boolean exists(String path) throws StorageException {
        try {
            alice.attributes(path(path));
            return true;
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
            return false;
        }
    }

    @Test
    void goesWhenTheLastOpenCloses() throws Exception {
        file("/a", "x");
        OpenFile first = open(alice, "/a", Access.DELETE, Access.READ);
        OpenFile second = open(bob, "/a", Access.READ);
        first.deleteOnClose(true);
        refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/a"), Open.read()));
        refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/a"), request(ALL, Access.ATTRIBUTES)));
        first.close();
        assertThat(exists("/a")).isTrue();
        assertThat(Contents.text(second)).isEqualTo("x");
        refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/a"), Open.read()));
        assertThat(export.opens()).hasSize(1);
        second.close();
        assertThat(exists("/a")).isFalse();
        file("/a", "again");
    }

    @Test
    void isTakenBackByAnotherOpenWithTheRight() throws Exception {
        file("/a", "x");
        OpenFile first = open(alice, "/a", Access.DELETE);
        try (OpenFile second = open(bob, "/a", Access.DELETE)) {
            first.deleteOnClose(true);
            first.close(); // its node is kept to delete with
            second.deleteOnClose(false);
            assertThat(below.openNodes()).isEqualTo(1);
        }
        assertThat(exists("/a")).isTrue();
    }

    @Test
    void theFlagOfAnOpenCountsWhenThatOpenCloses() throws Exception {
        file("/a", "x");
        OpenFile temporary = alice.open(path("/a"), request(ALL, Access.DELETE).withDeleteOnClose());
        OpenFile second = open(bob, "/a", Access.READ); // not pending yet
        temporary.close();
        refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/a"), Open.read()));
        second.close();
        assertThat(exists("/a")).isFalse();
    }

    @Test
    void survivesTheSessionThatAskedForIt() throws Exception {
        file("/a", "x");
        open(bob, "/a", Access.DELETE).deleteOnClose(true);
        try (OpenFile reader = alice.open(path("/b"), request(Disposition.CREATE, ALL, Access.READ))) {
            bob.close();
            assertThat(exists("/a")).isFalse();
            assertThat(exists("/b")).isTrue();
        }
    }

    @Test
    void theDeletersVolumeStaysOpenUntilItHasDeleted() throws Exception {
        file("/a", "x");
        OpenFile reader = open(alice, "/a", Access.READ);
        open(bob, "/a", Access.DELETE).deleteOnClose(true);
        bob.close();
        assertThat(below.openVolumes()).isEqualTo(2);
        reader.close();
        assertThat(exists("/a")).isFalse();
        assertThat(below.openVolumes()).isEqualTo(1);
    }

    @Test
    void needsTheRightAccess() throws Exception {
        file("/a", "x");
        try (OpenFile reader = open(alice, "/a", Access.READ)) {
            refused(Reason.ACCESS_DENIED, () -> reader.deleteOnClose(true));
            refused(Reason.ACCESS_DENIED, reader::delete);
        }
        refusedOpen(
                Reason.ACCESS_DENIED,
                () -> alice.open(path("/a"), request(ALL, Access.READ).withDeleteOnClose()));
        assertThat(exists("/a")).isTrue();
    }

    @Test
    void aFolderWithEntriesStays() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile folder = open(alice, "/d", Access.DELETE, Access.READ)) {
            refused(Reason.NOT_EMPTY, () -> folder.deleteOnClose(true));
            refused(Reason.NOT_EMPTY, folder::delete);
            Contents.delete(alice, "/d/a");
            folder.deleteOnClose(true);
            refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/d/new"), Open.openOrCreate(Access.WRITE)));
            refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/d/new"), Open.replace()));
            refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/d/new"), Open.createDirectory()));
            file("/b", "x");
            refused(Reason.DELETE_PENDING, () -> Contents.rename(bob, "/b", "/d/b", false));
        }
        assertThat(Contents.names(alice, "/")).containsExactly("b");
    }

    @Test
    void aFolderFilledBeforeItsLastCloseStays() throws Exception {
        folder("/d");
        try (OpenFile folder =
                alice.open(path("/d"), request(ALL, Access.DELETE).withDeleteOnClose())) {
            file("/d/a", "x");
        }
        assertThat(text("/d/a")).isEqualTo("x");
        Contents.delete(alice, "/d/a");
        Contents.delete(alice, "/d");
    }

    @Test
    void deletingAtOnceLeavesOpensTheContent() throws Exception {
        file("/a", "x");
        try (OpenFile reader = open(bob, "/a", Access.READ)) {
            Contents.delete(alice, "/a");
            assertThat(exists("/a")).isFalse();
            assertThat(Contents.text(reader)).isEqualTo("x");
            file("/a", "another");
            bob.open(path("/a"), request(NONE, Access.READ, Access.DELETE)).close();
        }
        assertThat(text("/a")).isEqualTo("another");
    }

    @Test
    void deletingAtOnceMakesAPendingDeletionVoid() throws Exception {
        file("/a", "x");
        OpenFile first = open(alice, "/a", Access.DELETE);
        OpenFile second = open(bob, "/a", Access.DELETE);
        first.deleteOnClose(true);
        second.delete();
        refused(Reason.STALE, second::delete);
        refused(Reason.STALE, () -> first.deleteOnClose(false));
        file("/a", "another");
        first.close();
        second.close();
        assertThat(text("/a")).isEqualTo("another");
    }

    @Test
    void whoDoesNotShareItIsNotDeletedUnder() throws Exception {
        file("/a", "x");
        try (OpenFile reader = alice.open(path("/a"), request(EnumSet.of(Share.READ, Share.WRITE), Access.READ))) {
            refused(Reason.IN_USE, () -> Contents.delete(bob, "/a"));
        }
        Contents.delete(bob, "/a");
    }

    @Test
    void aReadOnlyFileIsNotDeletedOnClose() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", Access.DELETE, Access.ATTRIBUTES)) {
            try {
                file.change(new AttributeChanges(null, null, null, Attributes.READ_ONLY, null));
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED);
                return;
            }
            refused(Reason.READ_ONLY_FILE, () -> file.deleteOnClose(true));
        }
    }

    @Test
    void ofManyThatCloseAtOnceOneDeletes() throws Exception {
        for (int round = 0; round < 200; round++) {
            String name = "/f" + round;
            file(name, "x");
            AtomicInteger refused = new AtomicInteger();
            Parallel.run(4, thread -> {
                try (OpenFile file = open(thread % 2 == 0 ? alice : bob, name, Access.DELETE)) {
                    for (int i = 0; i < 5; i++) {
                        file.deleteOnClose((thread + i) % 2 == 0);
                    }
                } catch (StorageException e) {
                    assertThat(e.reason()).isIn(Reason.DELETE_PENDING, Reason.IN_USE, Reason.NOT_FOUND, Reason.STALE);
                    refused.incrementAndGet();
                }
            });
            if (exists(name)) {
                Contents.delete(alice, name); // the one that takes it back was last
            }
        }
        assertThat(arbiter.opens.isEmpty()).isTrue();
        assertThat(below.openNodes()).isZero();
    }
}
