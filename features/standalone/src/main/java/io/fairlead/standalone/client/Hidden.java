// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/**
 * Targets that a server lets nobody look at, as in a folder for uploads only: what is written there is a file. So is what is
 * reached by its name only, of which to ask would be a request more.
 */
final class Hidden {
    private Hidden() {}

    /** Whether it is a folder; not as far as anybody may see if nobody may see it. */
    static boolean isFolder(FileObject target) throws IOException {
        return (Names.isByNameOnly(target) || isSeen(target)) && target.isFolder();
    }

    /** Whether something is there, as far as anybody may see. */
    static boolean exists(FileObject target) throws IOException {
        return !Names.isByNameOnly(target) && isSeen(target) && target.exists();
    }

    private static boolean isSeen(FileObject target) throws IOException {
        try {
            target.getType();
            return true;
        } catch (FileSystemException e) {
            if (Fairlead.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }
}
