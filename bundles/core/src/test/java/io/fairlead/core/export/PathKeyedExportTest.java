// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** A storage without stable ids, which does not tell case either: files are known by their folded path. */
class PathKeyedExportTest extends ExportFixture {
    @Override
    Storage storage() {
        return new PathIdStorage(new MemoryStorage(Long.MAX_VALUE, true), false);
    }

    @Test
    void oneFileBySeveralSpellings() throws Exception {
        folder("/Folder");
        file("/Folder/A.txt", "x");
        try (OpenFile exclusive = alice.open(path("/folder/a.TXT"), request(NONE, Access.READ))) {
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/FOLDER/a.txt"), Open.read()));
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/FOLDER/a.txt"), Open.replace()));
        }
    }

    @Test
    void shareModesFollowRenames() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile reader = bob.open(path("/d/a"), request(EnumSet.of(Share.DELETE), Access.READ))) {
            Contents.rename(alice, "/d", "/E", false);
            assertThat(reader.path()).isEqualTo(path("/E/a"));
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/e/A"), Open.read()));
            folder("/d");
            file("/d/a", "y");
            assertThat(text("/d/a")).isEqualTo("y");
        }
    }

    @Test
    void aChangeOfCaseIsARename() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", Access.DELETE)) {
            file.rename(path("/A"), false);
            assertThat(file.path()).isEqualTo(path("/A"));
        }
        assertThat(Contents.names(alice, "/")).containsExactly("A");
    }

    @Test
    void aNewFileUnderAnOldNameIsAnother() throws Exception {
        file("/a", "old");
        try (OpenFile old = alice.open(path("/a"), request(EnumSet.of(Share.WRITE, Share.DELETE), Access.READ))) {
            Contents.write(bob, "/A", "new");
            bob.open(path("/a"), request(NONE, Access.READ)).close();
            Contents.delete(bob, "/a");
            file("/a", "newest");
            assertThat(Contents.text(old)).isEqualTo("old");
        }
        assertThat(text("/a")).isEqualTo("newest");
    }

    @Test
    void deletionsArePendingByPath() throws Exception {
        file("/a", "x");
        try (OpenFile doomed = open(alice, "/a", Access.DELETE)) {
            doomed.deleteOnClose(true);
            refusedOpen(Reason.DELETE_PENDING, () -> bob.open(path("/A"), Open.openOrCreate(Access.READ)));
        }
        assertThat(Contents.names(alice, "/")).isEmpty();
    }
}
