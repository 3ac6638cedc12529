// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** What a client's text means as a path. */
public final class PathText {
    private static final String HOME = "~";

    private PathText() {}

    /**
     * From the current directory; or from the home, which is everybody's root, behind a {@code ~} as Unix servers have it,
     * unless something of that name is in the current directory.
     */
    public static VPath resolve(VPath current, String text, MountedFiles files) throws StorageException {
        boolean home = text.equals(HOME) || text.startsWith(HOME + "/");
        return home && !exists(current.child(HOME), files)
                ? VPath.ROOT.resolve(text.substring(HOME.length()))
                : current.resolve(text);
    }

    private static boolean exists(VPath path, MountedFiles files) throws StorageException {
        try {
            files.attributes(path, Links.ITSELF);
            return true;
        } catch (StorageException e) {
            if (isMissing(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether there is nothing of the name. */
    static boolean isMissing(StorageException e) {
        return e.reason() == Reason.NOT_FOUND
                || e.reason() == Reason.PARENT_NOT_FOUND
                || e.reason() == Reason.NAME_INVALID;
    }
}
