// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contract on a file system of another provider. */
class JimfsContractTest extends LocalContract {
    private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix());

    @Override
    Path emptyFolder() throws IOException {
        return Files.createDirectory(fileSystem.getPath("/served"));
    }

    @Override
    void discard(Path used) throws IOException {
        fileSystem.close();
    }
}
