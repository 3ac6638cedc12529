// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What the JDK tells by path only: how many names a file has, and when its attributes changed last. One more system call,
 * so it is not asked for listings; a folder that was exchanged meanwhile is seen by the file's identity.
 */
final class LinkCounts {
    private static final String ASKED = "unix:nlink,ctime,fileKey";

    private final boolean known;

    /** @param known whether the file system has the view */
    LinkCounts(boolean known) {
        this.known = known;
    }

    /** The same with what is told of a file, if this is one and still there. */
    Attributes complete(Attributes of, BasicFileAttributes found, Path path) {
        if (!known || !of.isFile()) {
            return of;
        }
        try {
            Map<String, Object> more = Files.readAttributes(path, ASKED, LinkOption.NOFOLLOW_LINKS);
            return more.get("fileKey").equals(found.fileKey())
                    ? with(of, (Integer) more.get("nlink"), (FileTime) more.get("ctime"))
                    : of;
        } catch (IOException gone) {
            return of;
        }
    }

    private static Attributes with(Attributes of, int links, FileTime changed) {
        return new Attributes(
                of.id(),
                of.kind(),
                of.size(),
                of.created(),
                of.modified(),
                of.accessed(),
                changed.toInstant(),
                of.allocated(),
                Math.max(1, links), // none for a moment, while it is deleted
                of.dosFlags(),
                of.posix(),
                of.target());
    }
}
