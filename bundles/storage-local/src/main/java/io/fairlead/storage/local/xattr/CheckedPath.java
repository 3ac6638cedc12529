// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.xattr;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Calls that the JDK knows by path only, on what was found in an open folder. The path is looked at before and after: if
 * it is another file by then, somebody exchanges folders, and the call counts as failed.
 */
public final class CheckedPath {
    private CheckedPath() {}

    /** A call on a path, whose last name is no link. */
    @FunctionalInterface
    public interface Call<T> {
        T run(Path path) throws IOException;
    }

    /**
     * Makes the call.
     *
     * @param place with a file or directory
     * @throws StorageException {@link Reason#STALE} if the path is another file's; {@link Reason#NOT_SUPPORTED} for
     *     anything else
     */
    public static <T> T call(Located place, Call<T> call) throws IOException {
        BasicFileAttributes found = place.found();
        if (!found.isRegularFile() && !found.isDirectory()) {
            throw new StorageException(Reason.NOT_SUPPORTED, place.path() + ": neither file nor directory");
        }
        Path path = of(place);
        if (place.isRoot()) {
            return checked(path, found, call);
        }
        return place.folder().detached(place.file(), () -> checked(path, found, call));
    }

    /** The path of a place, by the folder as it was opened. */
    public static Path of(Located place) {
        Path folder = place.folder().directory();
        return place.isRoot() ? folder : folder.resolve(place.file());
    }

    private static <T> T checked(Path path, BasicFileAttributes found, Call<T> call) throws IOException {
        check(path, found);
        T result = call.run(path);
        check(path, found);
        return result;
    }

    private static void check(Path path, BasicFileAttributes found) throws IOException {
        if (found.fileKey() != null
                && !found.fileKey()
                        .equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                                .fileKey())) {
            throw new StorageException(Reason.STALE, "a folder on the way was exchanged");
        }
    }
}
