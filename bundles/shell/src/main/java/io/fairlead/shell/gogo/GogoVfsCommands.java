// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.VfsOperations;
import java.io.IOException;
import org.apache.felix.service.command.Descriptor;

/** The commands {@code vfs:...}, on files by Commons VFS URL. */
public final class GogoVfsCommands implements PlainCommand {
    static final String[] FUNCTIONS = {
        "ls", "cat", "cp", "stat", "rm",
    };

    private final VfsOperations operations;

    GogoVfsCommands(VfsOperations operations) {
        this.operations = operations;
    }

    @Descriptor("what is in a folder")
    public void ls(@Descriptor("URL, as ftp://alice@host/dir") String url) throws IOException {
        print(operations.list(url));
    }

    @Descriptor("the content of a file")
    @SuppressWarnings("SystemOut") // the session's
    public void cat(@Descriptor("URL") String url) throws IOException {
        operations.read(url, System.out);
        System.out.flush();
    }

    @Descriptor("copies a file")
    public void cp(@Descriptor("URL of the file") String from, @Descriptor("URL of the copy or its folder") String to)
            throws IOException {
        print(operations.copy(from, to));
    }

    @Descriptor("type, size and time of a file or folder")
    public void stat(@Descriptor("URL") String url) throws IOException {
        print(operations.describe(url));
    }

    @Descriptor("deletes a file or an empty folder; of a symbolic link the link")
    public void rm(@Descriptor("URL") String url) throws IOException {
        print(operations.delete(url));
    }

    @SuppressWarnings("SystemOut") // the session's
    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
