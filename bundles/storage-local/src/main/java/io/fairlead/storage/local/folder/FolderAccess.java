// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.Set;

/**
 * Who can change a folder: whether only the server's own user and the superuser can. An access control list counts too, for
 * its mask shows in the bits of the group.
 */
public final class FolderAccess {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    /** Null where it can't be told, and then every folder counts as anybody's. */
    private static final UserPrincipal OURS = ours();

    private static final UserPrincipal SUPERUSER = superuser();

    private FolderAccess() {}

    public static boolean isOursAlone(BasicFileAttributes folder) {
        return OURS != null
                && folder instanceof PosixFileAttributes posix
                && Collections.disjoint(posix.permissions(), OTHERS)
                && (posix.owner().equals(OURS) || posix.owner().equals(SUPERUSER));
    }

    private static UserPrincipal ours() {
        try {
            return Files.getOwner(Path.of("/proc/self/"));
        } catch (IOException | UnsupportedOperationException noSuchSystem) {
            return null;
        }
    }

    private static UserPrincipal superuser() {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("root");
        } catch (IOException | UnsupportedOperationException noSuchSystem) {
            return OURS;
        }
    }
}
