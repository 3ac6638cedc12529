// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;

/** What a move has copied, and so may delete: nothing that came into a folder meanwhile, or has changed since. Thread-safe. */
final class CopiedFiles {
    private final List<Copied> files = new ArrayList<>();
    private final Set<Object> names = new HashSet<>(); // of all that was copied

    /** @param size bytes when it was copied */
    private record Copied(FileObject source, FileObject target, long size, Optional<Instant> modified) {}

    /** Notes a file before it is copied. */
    synchronized void file(FileObject source, FileObject target) throws IOException {
        files.add(new Copied(source, target, source.getContent().getSize(), FileInfo.modified(source)));
        names.add(key(source));
    }

    /** Notes a link that was made anew, or a folder. */
    synchronized void other(FileObject source) {
        names.add(key(source));
    }

    /** Whether it was copied. */
    synchronized boolean include(FileObject source) {
        return names.contains(key(source));
    }

    /** As {@link #include}, by the {@link Names#path} of a local file. */
    synchronized boolean includePath(Object path) {
        return names.contains(path);
    }

    private static Object key(FileObject file) {
        return Names.isLocal(file) ? Names.path(file) : file.getName();
    }

    /** @throws IOException if a source has changed, or is not at the target as long as it was */
    synchronized void verify(Retries retries) throws IOException {
        for (Copied copied : files) {
            retries.call(attempt -> {
                requireSame(copied);
                requireArrived(copied);
                return true;
            });
        }
    }

    private static void requireSame(Copied copied) throws IOException {
        copied.source().refresh();
        boolean same = copied.source().exists()
                && copied.source().getContent().getSize() == copied.size()
                && FileInfo.modified(copied.source()).equals(copied.modified());
        if (!same) {
            throw new IOException(Names.shown(copied.source()) + " has changed since it was copied");
        }
    }

    /** A target that nobody may look at was confirmed by its server when the upload ended. */
    private static void requireArrived(Copied copied) throws IOException {
        FileObject target = copied.target();
        if (!Names.isLocal(target) && !target.getFileSystem().hasCapability(Capability.LIST_CHILDREN)) {
            return; // to ask would be to read it all
        }
        target.refresh();
        if (Hidden.exists(target) && target.getContent().getSize() != copied.size()) {
            throw new IOException(
                    Names.shown(target) + " has " + target.getContent().getSize() + " bytes, not " + copied.size()
                            + " as " + Names.shown(copied.source()));
        }
    }
}
