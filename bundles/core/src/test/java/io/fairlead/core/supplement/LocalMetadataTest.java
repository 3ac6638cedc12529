// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Contents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Metadata on the machine's file system, whose inodes are used again. */
@EnabledOnOs(OS.LINUX)
class LocalMetadataTest extends MetadataTests {
    @TempDir
    Path folder;

    private LocalStorage local;

    @Override
    Storage lacking() throws Exception {
        local = LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        return StrippedStorage.of(local);
    }

    @AfterEach
    void end() throws Exception {
        local.close();
    }

    @Test
    void neverShowsOnAFileThatGotTheSameInode() throws Exception {
        int reused = 0;
        for (int i = 0; i < 20; i++) {
            Contents.write(volume, "/a" + i, "content");
            decorate("/a" + i, "one");
            Object inode = Files.getAttribute(folder.resolve("a" + i), "fileKey");
            Files.delete(folder.resolve("a" + i));
            Path other = Files.writeString(folder.resolve("a" + i), "content");
            reused += Files.getAttribute(other, "fileKey").equals(inode) ? 1 : 0;
            isBare("/a" + i);
            Files.delete(other);
            Files.createDirectory(other);
            isBare("/a" + i);
            Files.delete(other);
        }
        org.junit.jupiter.api.Assumptions.assumeTrue(reused > 0, "this file system did not use an inode again");
        remount();
        storage.sweep(USER);
        assertThat(Contents.names(volume, "/")).isEmpty();
    }

    @Test
    void followsRenamesOfOthers() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/a", "content");
        decorate("/d/a", "one");
        decorate("/d", "two");
        Files.move(folder.resolve("d"), folder.resolve("e"));
        Files.writeString(folder.resolve("e/a"), "longer content");
        isDecorated("/e/a", "one");
        isDecorated("/e", "two");
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(Reserved.NAME))))
                .isEqualTo("rwx------");
    }
}
