// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.listing.ListLine;
import io.fairlead.ftp.protocol.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which names are links, on servers whose MLST shows what a link leads to, or that have none: their STAT, as their LIST, shows
 * the link itself. Thread-safe.
 *
 * <p>Interop: vsftpd reads the whole folder for the STAT of one file, so that many files of one folder cost it the square of
 * their number. Where there is no MLST, a folder that is asked about again and again is listed once, and believed for a while.
 */
final class KnownLinks {
    private static final int MOST_FOLDERS = 64;
    private static final int ALONE = 2; // questions about a folder before it is listed
    private static final long TRUSTED_NANOS = Duration.ofSeconds(30).toNanos();

    private final RemoteFiles files;
    private final Map<VPath, Folder> folders = new HashMap<>(); // guarded by this

    private static final class Folder {
        final long since = System.nanoTime();
        int asked; // guarded by the map's guard, as the next
        Set<String> links; // null before it was listed
    }

    KnownLinks(RemoteFiles files) {
        this.files = files;
    }

    /** Whether the name is a link; false if the server does not tell. */
    boolean isLink(VPath path) throws StorageException {
        if (files.exchange().traits().mlst() || !isAskedOften(path.parent())) {
            return isLinkByStat(path);
        }
        return links(path.parent()).contains(path.name());
    }

    private synchronized boolean isAskedOften(VPath directory) {
        folders.values().removeIf(folder -> System.nanoTime() - folder.since > TRUSTED_NANOS);
        if (folders.size() >= MOST_FOLDERS) {
            folders.clear();
        }
        return ++folders.computeIfAbsent(directory, path -> new Folder()).asked > ALONE;
    }

    private Set<String> links(VPath directory) throws StorageException {
        synchronized (this) {
            Folder folder = folders.get(directory);
            if (folder != null && folder.links != null) {
                return folder.links;
            }
        }
        Set<String> found = new HashSet<>();
        try (Listing listing = Listing.of(files, directory)) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                if (entry.attributes().isLink()) {
                    found.add(entry.name());
                }
            }
        }
        synchronized (this) {
            folders.computeIfAbsent(directory, path -> new Folder()).links = found;
        }
        return found;
    }

    private boolean isLinkByStat(VPath path) throws StorageException {
        Reply reply = files.exchange().ask("STAT", files.wirePath(path));
        return reply.isCompletion()
                && reply.lines().stream()
                        .flatMap(line -> ListLine.decode(line.stripLeading(), ZoneOffset.UTC, Instant.EPOCH).stream())
                        .map(line -> Attributes.of(NodeId.ofPath(path), line.kind(), 0, Instant.EPOCH))
                        .anyMatch(Attributes::isLink);
    }
}
