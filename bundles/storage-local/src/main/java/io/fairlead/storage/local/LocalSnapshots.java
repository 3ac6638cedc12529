// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The snapshots of a storage's folder. Each is a storage of its own that takes no changes, which is there while somebody
 * looks into it and for a few seconds more: a snapshot that is open can't be deleted on some file systems. Thread-safe.
 */
final class LocalSnapshots implements Closeable {
    /** Most snapshots that are open at a time: each takes some descriptors. */
    static final int MOST_OPEN = 64;

    private static final int KEPT_FOLDERS = 16;
    private static final Duration UNUSED = Duration.ofSeconds(5);

    private final LocalStorage living;
    private final Platform platform;
    private final SnapshotFolder folder;
    private final Executor later = CompletableFuture.delayedExecutor(UNUSED.toNanos(), TimeUnit.NANOSECONDS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Instant, Used> used = new HashMap<>(); // guarded by lock, as what follows
    private boolean sweeping; // whether a sweep is to come
    private boolean closed;

    /** A snapshot that is open; guarded by the lock. */
    private static final class Used {
        final LocalStorage storage;
        int views;
        long leftNanos;

        Used(LocalStorage storage) {
            this.storage = storage;
        }
    }

    LocalSnapshots(LocalStorage living, Platform platform, SnapshotFolder folder) {
        this.living = living;
        this.platform = platform;
        this.folder = folder;
    }

    /** As the extension of a volume. */
    Snapshots of(LocalVolume volume, LinkPolicy policy) {
        return new Snapshots() {
            @Override
            public List<Instant> times(VPath path) throws StorageException {
                volume.checkOpen();
                return living.failures().guard(path, () -> LocalSnapshots.this.times(path));
            }

            @Override
            public Volume at(Instant time) throws StorageException {
                volume.checkOpen();
                return living.failures().guard(time, () -> LocalSnapshots.this.at(time, policy));
            }
        };
    }

    private List<Instant> times(VPath path) throws IOException {
        List<Instant> times = new ArrayList<>();
        for (Map.Entry<Instant, Path> each : folder.list().entrySet()) {
            if (has(each.getValue(), path)) {
                times.add(each.getKey());
            }
        }
        return times;
    }

    /** Whether a snapshot has something there, found as the living storage would find it. */
    private boolean has(Path snapshot, VPath path) {
        try {
            Path root = folder.served(snapshot);
            if (path.isRoot()) {
                return true;
            }
            try (Folder opened = platform.at(root).openRoot(Exclusions.of(excluded(root)))) {
                Resolver resolver = new Resolver(opened, living.names(), false, 0);
                try (Located place = resolver.resolve(path, Links.ITSELF, LinkPolicy.STOP)) {
                    return place.found() != null;
                }
            }
        } catch (LinkEncountered link) {
            return true; // who opens it finds out
        } catch (IOException absent) {
            return false;
        }
    }

    /** What is never served is not served from a snapshot either. */
    private List<Path> excluded(Path root) throws IOException {
        List<Path> excluded = new ArrayList<>();
        List<Path> all = new ArrayList<>(living.settings().exclude());
        all.add(folder.parent());
        for (Path one : all) {
            if (Files.isDirectory(one)) {
                excluded.add(one);
                Path real = one.toRealPath();
                Path then = real.startsWith(platform.root())
                        ? root.resolve(platform.root().relativize(real))
                        : root;
                if (!then.equals(root) && Files.isDirectory(then)) {
                    excluded.add(then);
                }
            }
        }
        return excluded;
    }

    private Volume at(Instant time, LinkPolicy policy) throws IOException {
        Used opened = use(time);
        boolean mounted = false;
        try {
            Volume view = new View(opened.storage.mount(Identity.ANONYMOUS, policy), opened);
            mounted = true;
            return view;
        } finally {
            if (!mounted) {
                leave(opened);
            }
        }
    }

    private Used use(Instant time) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new StorageException(Reason.UNAVAILABLE, "closed");
            }
            Used known = used.get(time);
            if (known == null) {
                Path snapshot = folder.list().get(time);
                if (snapshot == null) {
                    throw new StorageException(Reason.NOT_FOUND, "no snapshot of " + time);
                }
                makeRoom();
                known = new Used(open(folder.served(snapshot), time));
                used.put(time, known);
            }
            known.views++;
            return known;
        } finally {
            lock.unlock();
        }
    }

    private LocalStorage open(Path root, Instant time) throws IOException {
        LocalSettings settings = living.settings();
        return LocalStorage.open(
                LocalSettings.of(root)
                        .withName(settings.name() + " of " + time)
                        .withReadOnly(true)
                        .withLinks(settings.links())
                        .withLetterCase(
                                living.paths().caseInsensitive()
                                        ? LocalSettings.LetterCase.INSENSITIVE
                                        : LocalSettings.LetterCase.SENSITIVE)
                        .withOwners(settings.owners())
                        .withExclude(excluded(root))
                        .withKeptFolders(KEPT_FOLDERS)
                        .withId(living.storageId().orElse("")), // so that what is kept by ids is found there, too
                platform.secure());
    }

    /** The caller holds the lock. */
    private void makeRoom() throws StorageException {
        if (used.size() >= MOST_OPEN) {
            sweep(0);
        }
        if (used.size() >= MOST_OPEN) {
            throw new StorageException(Reason.TOO_MANY, MOST_OPEN + " snapshots are in use");
        }
    }

    private void leave(Used left) {
        lock.lock();
        try {
            left.views--;
            left.leftNanos = System.nanoTime();
            sweepLater();
        } finally {
            lock.unlock();
        }
        living.volumeClosed();
    }

    private void sweepLater() {
        if (!sweeping && !closed && !used.isEmpty()) {
            sweeping = true;
            later.execute(this::sweep);
        }
    }

    private void sweep() {
        lock.lock();
        try {
            sweeping = false;
            sweep(UNUSED.toNanos());
            if (used.values().stream().anyMatch(one -> one.views == 0)) {
                sweepLater();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private void sweep(long unusedNanos) {
        long now = System.nanoTime();
        used.values().removeIf(one -> {
            boolean unused = one.views == 0 && now - one.leftNanos >= unusedNanos;
            if (unused) {
                Closing.quietly(one.storage);
            }
            return unused;
        });
    }

    /** Views that are open. */
    int views() {
        lock.lock();
        try {
            return used.values().stream().mapToInt(one -> one.views).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all views. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            used.values().forEach(one -> Closing.quietly(one.storage));
            used.clear();
        } finally {
            lock.unlock();
        }
    }

    private final class View extends ForwardingVolume {
        private final Used viewed;
        private final AtomicBoolean ended = new AtomicBoolean();

        View(Volume below, Used viewed) {
            super(below);
            this.viewed = viewed;
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return delegate.extension(type);
        }

        @Override
        public void close() throws StorageException {
            if (ended.compareAndSet(false, true)) {
                try {
                    delegate.close();
                } finally {
                    leave(viewed);
                }
            }
        }
    }
}
