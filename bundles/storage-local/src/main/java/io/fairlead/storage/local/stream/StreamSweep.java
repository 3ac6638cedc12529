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
 * renamed past it. Streams go only if both walks saw everything. It finishes what a crash left half done, too.
 */
public final class StreamSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSweep.class);
    private static final Duration UNFINISHED_FOR = Duration.ofMinutes(1);
    private static final int MAX_DEPTH = 1000;
    private static final int WALKS = 2;

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
                if (!cancelled) {
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
