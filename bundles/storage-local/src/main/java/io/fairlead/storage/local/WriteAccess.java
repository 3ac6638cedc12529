// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Whether the server's user may write a file. A rename over it asks for the folder's permission only, so that an upload
 * would replace what its owner has protected from writing.
 */
final class WriteAccess {
    private static final int ANY_WRITE_BIT = 0222;

    private WriteAccess() {}

    /** Refuses a file that could not be opened for writing; the superuser's can, whatever its bits. */
    static void check(Located file) throws StorageException {
        // access(2) knows of lists of access and superusers. The JDK has it by path only, which can't hurt: it opens
        // nothing, and whoever bends the path could replace the file anyway.
        Path path = file.folder().directory().resolve(file.file());
        if (!Files.isWritable(path) && (isStill(path, file.found()) || !hasWriteBit(file.found()))) {
            throw new StorageException(Reason.ACCESS_DENIED, file.path() + ": protected from writing");
        }
    }

    /** Whether the path still leads to the very file: its folder may have been moved by somebody else. */
    private static boolean isStill(Path path, BasicFileAttributes found) {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return now == null || now.equals(found.fileKey());
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean hasWriteBit(BasicFileAttributes found) {
        return !(found instanceof PosixFileAttributes posix) || (AttributeReader.mode(posix) & ANY_WRITE_BIT) != 0;
    }
}
