// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.vfs2.FileObject;

/** Devices, pipes and sockets of this machine, which Commons VFS takes for files. */
final class SpecialFiles {
    private SpecialFiles() {}

    /** Whether it is one, or a link to one. */
    static boolean is(FileObject file) {
        if (!Names.isLocal(file)) {
            return false;
        }
        try {
            BasicFileAttributes found = Files.readAttributes(Names.path(file), BasicFileAttributes.class);
            return found.isOther() && !found.isDirectory();
        } catch (IOException e) {
            return false; // nothing is there
        }
    }
}
