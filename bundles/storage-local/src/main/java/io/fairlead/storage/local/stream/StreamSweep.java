// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.stream;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.xattr.UserAttributes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes streams whose file was deleted behind the storage's back, when the storage opens. First it looks where each
 * file was once; only if some are not there, a thread looks for them in the whole tree, twice, since a file may be
 * renamed past it. Streams are lost only if both walks saw everything, and go when they have been lost for
 * {@value #KEPT_DAYS} days: a file that came back from a backup is another file, and whoever misses the streams of the old
 * one has that long to find out. It finishes what a crash left half done, too.
 */
public final class StreamSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSweep.class);
    private static final Duration UNFINISHED_FOR = Duration.ofMinutes(1);
    private static final int MAX_DEPTH = 1000;
    private static final int WALKS = 2;
    private static final int KEPT_DAYS = 30;

    private final StreamDepot depot;
    private final Resolver resolver;
    private final Set<String> suspects = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;
    private Thread thread; // null unless there was something to look for

    /** One sweep of a depot; {@link #start} runs it. */
    public StreamSweep(StreamDepot depot, Resolver resolver) {
        this.depot = depot;
        this.resolver = resolver;
    }

    /** Looks at what is there; walks, where that must be, in a thread of its own, which {@link #close} ends. */
    public void start() {
        try {
            if (!depot.exists()) {
                return;
            }
            look();
            depot.removeIfEmpty();
        } catch (IOException | DirectoryIteratorException x) {
            LOG.warn("{}: can't look after named streams: {}", depot.root().directory(), x.toString());
            return;
        }
        if (!suspects.isEmpty()) {
            thread = new Thread(this::walkAndRemove, "fairlead-streams-sweep");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void look() throws IOException {
        try (Folder all = depot.openDepot()) {
            for (Iterator<Path> owners = all.names(); owners.hasNext(); ) {
                Path owner = owners.next().getFileName();
                try (Folder streams = all.open(owner)) {
                    finish(streams);
                    if (!isWhereItWas(owner.toString(), streams)) {
                        suspects.add(owner.toString());
                    } else {
                        new UserAttributes(streams.directory()).set(StreamDepot.LOST, null);
                    }
                }
            }
        }
    }

    private static void finish(Folder streams) throws IOException {
        for (Iterator<Path> files = streams.names(); files.hasNext(); ) {
            Path file = files.next().getFileName();
            BasicFileAttributes found = Resolver.look(streams, file);
            if (found == null) {
                continue;
            }
            if (file.toString().startsWith(StreamDepot.UNFINISHED)) {
                Instant then = found.lastModifiedTime().toInstant();
                if (then.isBefore(Instant.now().minus(UNFINISHED_FOR))) {
                    streams.deleteFile(file);
                }
                continue;
            }
            String name = StreamDepot.streamName(streams, file);
            Path right = name == null ? file : file.resolveSibling(StreamFile.fileName(name));
            if (!right.equals(file)) {
                streams.move(file, streams, right);
            }
        }
    }

    private boolean isWhereItWas(String owner, Folder streams) throws IOException {
        byte[] path = new UserAttributes(streams.directory()).ours(StreamDepot.OWNER);
        if (path == null) {
            return false;
        }
        try (Located place = resolver.resolve(VPath.of(new String(path, StandardCharsets.UTF_8)), Links.ITSELF)) {
            return place.found() != null && StreamOwner.of(place.found()).key().equals(owner);
        } catch (StorageException gone) {
            return false;
        }
    }

    private void walkAndRemove() {
        try {
            for (int i = 0; i < WALKS && !suspects.isEmpty(); i++) {
                try (Folder top = depot.root().again()) {
                    walk(top, 0);
                }
            }
            for (String owner : suspects) {
                if (!cancelled && isLongLost(owner)) {
                    depot.remove(new StreamOwner(owner));
                    LOG.info(
                            "{}: removed the named streams of a file that was deleted",
                            depot.root().directory());
                }
            }
        } catch (IOException | RuntimeException x) {
            // an iteration may fail with an exception of its own; and nothing may be removed then
            if (!cancelled) {
                LOG.warn("{}: can't look after named streams: {}", depot.root().directory(), x.toString());
            }
        }
    }

    /** Whether nobody has found the owner for long; the first time, that time begins. */
    private boolean isLongLost(String owner) throws IOException {
        try (Folder all = depot.openDepot();
                Folder streams = all.open(all.directory().getFileSystem().getPath(owner))) {
            UserAttributes attributes = new UserAttributes(streams.directory());
            byte[] since = attributes.ours(StreamDepot.LOST);
            Instant now = Instant.now();
            if (since == null) {
                attributes.set(StreamDepot.LOST, bytes(now));
                LOG.info(
                        "{}: the file of some named streams is gone; they are kept for {} days",
                        depot.root().directory(),
                        KEPT_DAYS);
                return false;
            }
            return lostSince(since, now).isBefore(now.minus(Duration.ofDays(KEPT_DAYS)));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static byte[] bytes(Instant time) {
        return Long.toString(time.getEpochSecond()).getBytes(StandardCharsets.US_ASCII);
    }

    private static Instant lostSince(byte[] text, Instant otherwise) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(new String(text, StandardCharsets.US_ASCII)));
        } catch (NumberFormatException | DateTimeException somebodyElses) {
            return otherwise;
        }
    }

    private void walk(Folder folder, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("folders are too deep");
        }
        suspects.remove(StreamOwner.of(folder.stat()).key());
        for (Iterator<Path> names = folder.names(); names.hasNext(); ) {
            if (cancelled) {
                throw new IOException("cancelled");
            }
            Path name = names.next().getFileName();
            if (depth > 0 || !NameRules.hidden(name.toString(), true)) {
                step(folder, name, depth);
            }
        }
    }

    private void step(Folder folder, Path name, int depth) throws IOException {
        try {
            BasicFileAttributes found = folder.stat(name);
            if (found.isDirectory()) {
                try (Folder inside = folder.open(name)) {
                    walk(inside, depth + 1);
                }
            } else {
                suspects.remove(StreamOwner.of(found).key());
            }
        } catch (NoSuchFileException gone) {
            if (gone instanceof Exclusions.ExcludedException) {
                throw gone; // what is in there can't be seen
            }
        }
    }

    /** A file is in use or moved: it is there, wherever the walk is. */
    public void seen(BasicFileAttributes found) {
        if (!suspects.isEmpty()) {
            suspects.remove(StreamOwner.of(found).key());
        }
    }

    /** Ends the walk; nothing more is removed. */
    @Override
    public void close() {
        cancelled = true;
    }
}
