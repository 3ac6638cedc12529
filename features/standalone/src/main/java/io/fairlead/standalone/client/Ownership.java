// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Mode, owner and group of a file that another is to take the place of.
 *
 * @param of the file
 */
record Ownership(PosixFileAttributes of) {
    /** What a file is made with that only its owner may see. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Empty if nothing is there, no plain file, or the platform has no such attributes. */
    static Optional<Ownership> of(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        if (view == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return Optional.of(new Ownership(view.readAttributes()));
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes a new file of ours have them.
     *
     * @return false if that is not allowed
     */
    boolean give(Path file) {
        try {
            PosixFileAttributeView view = view(file);
            PosixFileAttributes now = view.readAttributes();
            if (!now.owner().equals(of.owner())) {
                view.setOwner(of.owner());
            }
            if (!now.group().equals(of.group())) {
                view.setGroup(of.group());
            }
            view.setPermissions(of.permissions());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
