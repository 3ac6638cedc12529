// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contract where names have no case, paths have drives, and backslashes separate. */
class JimfsWindowsContractTest extends LocalContract {
    private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.windows());

    @Override
    Path emptyFolder() throws IOException {
        return Files.createDirectory(fileSystem.getPath("C:\\served"));
    }

    @Override
    void discard(Path used) throws IOException {
        fileSystem.close();
    }
}
