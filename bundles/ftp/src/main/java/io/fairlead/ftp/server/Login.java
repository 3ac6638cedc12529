// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.server.transfer.MountedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody logged in, and the volume mounted for them. When the storage behind it goes, the next call mounts its
 * replacement once. Thread-safe.
 */
final class Login implements MountedFiles, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private volatile Identity identity;
    private final Account account;
    private final Seat seat;
    private final Peer peer;
    private final Supplier<Optional<Export>> exports;
    private final ReentrantLock mounting = new ReentrantLock();
    private final long sinceNanos = System.nanoTime();
    private volatile ExportVolume volume;
    private final List<ExportVolume> retired = new ArrayList<>(); // guarded by mounting
    private boolean closed; // guarded by mounting

    /** A call that changes nothing until it succeeds, so that it may be made again. */
    @FunctionalInterface
    private interface VolumeCall<T> {
        T on(ExportVolume volume) throws StorageException;
    }

    /**
     * Mounts.
     *
     * @param account where to look for news of it
     * @param seat what it is counted by; the caller gives it back
     * @throws StorageException as {@link Export#mount}; {@code UNAVAILABLE} without an export
     */
    Login(Identity identity, Account account, Seat seat, Peer peer, Supplier<Optional<Export>> exports)
            throws StorageException {
        this.identity = identity;
        this.account = account;
        this.seat = seat;
        this.peer = peer;
        this.exports = exports;
        this.volume = mount();
    }

    /** When it began. */
    long sinceNanos() {
        return sinceNanos;
    }

    Identity identity() {
        return identity;
    }

    Account account() {
        return account;
    }

    Seat seat() {
        return seat;
    }

    /**
     * The account has other rights, limits, groups or another home now: what is opened from here on is opened under them.
     * The view before stays until {@link #dropRetired}, for a transfer that still runs.
     *
     * @throws StorageException as the constructor: then there is no view to go on with
     */
    void become(Identity changed) throws StorageException {
        mounting.lock();
        try {
            if (!closed) {
                identity = changed;
                if (volume.user().name().equals(changed.name())) {
                    volume.user(changed); // for a transfer that still runs
                }
                ExportVolume next = mount();
                retired.add(volume);
                volume = next;
            }
        } finally {
            mounting.unlock();
        }
    }

    /** No transfer runs that began under earlier rights. Never throws. */
    void dropRetired() {
        mounting.lock();
        try {
            retired.forEach(Login::unmount);
            retired.clear();
        } finally {
            mounting.unlock();
        }
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        return call(v -> v.attributes(path, links));
    }

    @Override
    public OpenFile open(VPath path, Open how) throws StorageException {
        return call(v -> v.open(path, how));
    }

    /** Ends the view; open files are aborted. Never throws. */
    @Override
    public void close() {
        mounting.lock();
        try {
            closed = true;
            unmount(volume);
            retired.forEach(Login::unmount);
        } finally {
            mounting.unlock();
        }
    }

    private <T> T call(VolumeCall<T> call) throws StorageException {
        ExportVolume used = volume;
        try {
            return call.on(used);
        } catch (StorageException e) {
            if (e.reason() != Reason.STALE && e.reason() != Reason.UNAVAILABLE) {
                throw e;
            }
            LOG.debug("mounting again for {}", identity.name(), e);
            return call.on(replace(used));
        }
    }

    private ExportVolume replace(ExportVolume gone) throws StorageException {
        mounting.lock();
        try {
            if (closed) {
                throw new StorageException(Reason.STALE, "logged out");
            }
            if (volume == gone) {
                ExportVolume next = mount();
                unmount(gone);
                volume = next;
            }
            return volume;
        } finally {
            mounting.unlock();
        }
    }

    private ExportVolume mount() throws StorageException {
        Export export = exports.get().orElseThrow(() -> new StorageException(Reason.UNAVAILABLE, "no export is there"));
        return export.mount(identity, peer);
    }

    private static void unmount(ExportVolume volume) {
        try {
            volume.close();
        } catch (StorageException | RuntimeException e) { // the session ends all the same
            LOG.warn("A volume did not close: {}", Masked.of(e));
        }
    }
}
