// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.vfs2.FileObject;

/** Devices, pipes and sockets, of this machine or as a server tells, which Commons VFS takes for files. */
final class SpecialFiles {
    private SpecialFiles() {}

    /** Whether it is one, or a link to one; of one at a server, as far as is known without asking. */
    static boolean is(FileObject file) throws IOException {
        return Names.isLocal(file) ? isLocal(file) : Fairlead.isSpecial(file);
    }

    /** Whether it is one of this machine, or a link to one. */
    static boolean isLocal(FileObject file) {
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
