// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import java.nio.file.Path;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.io.TempDir;

/** A folder whose name Commons VFS has to encode. */
class LocalContractTest extends VfsContract {
    @TempDir
    Path scratch;

    @Override
    DefaultFileSystemManager manager() throws Exception {
        return Managers.builtIn();
    }

    @Override
    String url() throws Exception {
        return java.nio.file.Files.createDirectories(scratch.resolve("100% of it"))
                .toUri()
                .toString();
    }
}
