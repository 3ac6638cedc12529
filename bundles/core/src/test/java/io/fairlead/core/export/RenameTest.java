// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Names that move under open files. */
class RenameTest extends ExportFixture {

    @Test
    void pathsOfOpenFilesFollow() throws Exception {
        folder("/d");
        folder("/d/e");
        file("/d/e/a", "x");
        try (OpenFile reader = open(bob, "/d/e/a", Access.READ);
                OpenFile list = open(bob, "/d/e", Access.READ)) {
            Contents.rename(alice, "/d", "/moved", false);
            assertThat(reader.path()).isEqualTo(path("/moved/e/a"));
            assertThat(list.path()).isEqualTo(path("/moved/e"));
            Contents.rename(alice, "/moved/e/a", "/b", false);
            assertThat(reader.path()).isEqualTo(path("/b"));
            assertThat(Contents.text(reader)).isEqualTo("x");
        }
    }

    @Test
    void shareModesFollow() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile reader = bob.open(path("/d/a"), request(EnumSet.of(Share.DELETE), Access.READ))) {
            Contents.rename(alice, "/d", "/e", false);
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/e/a"), Open.read()));
            folder("/d");
            file("/d/a", "y");
            assertThat(text("/d/a")).isEqualTo("y");
        }
        assertThat(text("/e/a")).isEqualTo("x");
    }

    @Test
    void whoDoesNotShareItIsNotRenamed() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile reader = bob.open(path("/d/a"), request(EnumSet.of(Share.READ, Share.WRITE), Access.READ))) {
            refused(Reason.IN_USE, () -> Contents.rename(alice, "/d/a", "/b", false));
            refused(Reason.IN_USE, () -> Contents.rename(alice, "/d", "/e", false));
            assertThat(reader.path()).isEqualTo(path("/d/a"));
        }
        Contents.rename(alice, "/d", "/e", false);
    }

    @Test
    void whoDoesNotShareItIsNotReplaced() throws Exception {
        file("/a", "a");
        file("/b", "b");
        try (OpenFile reader = bob.open(path("/b"), request(EnumSet.of(Share.READ, Share.WRITE), Access.READ))) {
            refused(Reason.IN_USE, () -> Contents.rename(alice, "/a", "/b", true));
            refused(Reason.EXISTS, () -> Contents.rename(alice, "/a", "/b", false));
        }
        try (OpenFile reader = open(bob, "/b", Access.READ)) {
            Contents.rename(alice, "/a", "/b", true);
            assertThat(Contents.text(reader)).isEqualTo("b");
            bob.open(path("/b"), request(NONE, Access.READ, Access.DELETE)).close();
        }
        assertThat(text("/b")).isEqualTo("a");
    }

    @Test
    void anAttributesOpenStandsInNobodysWay() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile look = bob.open(path("/d/a"), request(NONE, Access.ATTRIBUTES))) {
            Contents.rename(alice, "/d", "/e", false);
            assertThat(look.path()).isEqualTo(path("/e/a"));
        }
    }

    @Test
    void renamesAgainAndAgain() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", Access.DELETE)) {
            for (int i = 0; i < 20; i++) {
                file.rename(path("/a" + i), false);
                assertThat(file.path()).isEqualTo(path("/a" + i));
            }
            file.rename(path("/a19"), false);
            refused(Reason.NAME_INVALID, () -> {
                folder("/d");
                Contents.rename(alice, "/d", "/d/e", false);
            });
        }
        assertThat(text("/a19")).isEqualTo("x");
    }

    @Test
    void refusesTheRoot() throws Exception {
        try (OpenFile root = open(alice, "/", Access.DELETE)) {
            refused(Reason.ACCESS_DENIED, () -> root.rename(path("/x"), false));
            refused(Reason.ACCESS_DENIED, root::delete);
            refused(Reason.ACCESS_DENIED, () -> root.deleteOnClose(true));
        }
    }

    @Test
    void deletionOnCloseFollows() throws Exception {
        folder("/d");
        file("/d/a", "x");
        try (OpenFile doomed =
                alice.open(path("/d/a"), request(ALL, Access.DELETE).withDeleteOnClose())) {
            Contents.rename(bob, "/d", "/e", false);
            folder("/d");
            file("/d/a", "y");
        }
        assertThat(Contents.names(alice, "/e")).isEmpty();
        assertThat(text("/d/a")).isEqualTo("y");
    }

    @Test
    void anUploadToAnOldNameOfARenamedFileGoesThere() throws Exception {
        file("/a", "old");
        try (OpenFile upload = bob.open(path("/a"), Open.replace())) {
            write(upload, "new");
            Contents.rename(alice, "/a", "/b", false);
            assertThat(upload.path()).isEqualTo(path("/a"));
        }
        assertThat(text("/a")).isEqualTo("new");
        assertThat(text("/b")).isEqualTo("old");
    }
}
