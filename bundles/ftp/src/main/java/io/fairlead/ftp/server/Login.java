// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.server.Absence;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.server.transfer.MountedFiles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody logged in, and the volume mounted for them. When the storage behind it goes, the next call mounts its
 * replacement once. Thread-safe.
 */
final class Login implements MountedFiles, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final int MOST_TRIES = 5; // of one command, while others delete and make anew what it names

    private volatile Identity identity;
    private final Account account;
    private final Seat seat;
    private final Source source;
    private final ReentrantLock mounting = new ReentrantLock();
    private final long sinceNanos = System.nanoTime();
    private volatile ExportVolume volume;
    private Identity mountedBy; // guarded by mounting: whose view the volume is
    private final List<ExportVolume> retired = new CopyOnWriteArrayList<>(); // changed under mounting
    private volatile boolean closed; // changed under mounting

    /**
     * Where the files come from.
     *
     * @param peer who looks at them
     * @param exports empty while there is none
     * @param away for waits while export or storage are being replaced
     * @param wanted false once nobody waits for an answer any more
     * @param busy whether a transfer runs, which a view that was replaced must outlive
     */
    record Source(
            Peer peer,
            Supplier<Optional<Export>> exports,
            Absence away,
            BooleanSupplier wanted,
            BooleanSupplier busy) {}

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
    Login(Identity identity, Account account, Seat seat, Source source) throws StorageException {
        this.identity = identity;
        this.account = account;
        this.seat = seat;
        this.source = source;
        this.volume = mountPatiently();
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
     * The account has other rights, limits, groups or another home now. The rights count at once, whatever hangs;
     * {@link #mountAnew} is to follow. For one thread at a time.
     */
    void become(Identity changed) {
        identity = changed;
        applyRights();
    }

    /** What is open under each view, for a transfer that still runs, and whatever is being mounted meanwhile. */
    private void applyRights() {
        Identity now;
        do {
            now = identity;
            for (ExportVolume view : retired) {
                apply(now, view);
            }
            apply(now, volume);
        } while (!now.equals(identity));
    }

    private static void apply(Identity now, ExportVolume view) {
        if (view.user().name().equals(now.name())) {
            view.user(now);
        }
    }

    /**
     * What is opened from here on is opened as by a login now. The view before stays until {@link #dropRetired}, for a
     * transfer that still runs. While the storage is away this is put off to the next call.
     *
     * @throws StorageException as the constructor: then there is no view to go on with
     */
    void mountAnew() throws StorageException {
        mounting.lock();
        try {
            if (!closed && !mountedBy.equals(identity)) {
                goOnIn(mount());
            }
        } catch (StorageException e) {
            if (e.reason() != Reason.UNAVAILABLE) {
                throw e;
            }
            LOG.debug("{} gets a new view when the storage is back", identity.name(), e);
        } finally {
            mounting.unlock();
        }
    }

    private void goOnIn(ExportVolume next) {
        retired.add(volume);
        volume = next;
        applyRights(); // they may have changed meanwhile
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
    public OpenFile open(VPath path, Open how, Patience patience) throws StorageException {
        return call(v -> v.open(path, OpenRequest.shared(how), patience));
    }

    /** For commands that nothing ends but their own end. */
    OpenFile open(VPath path, Open how) throws StorageException {
        return call(v -> v.open(path, how));
    }

    /** Something to do with a file that was opened for nothing else. */
    @FunctionalInterface
    interface Act {
        void on(OpenFile file) throws StorageException;
    }

    /**
     * Opens and acts. What is deleted or replaced in between is opened again, for a command means whatever has the name: in
     * the end nothing does, and that is what the client is told.
     */
    void act(VPath path, Open how, Act act) throws StorageException {
        for (int tries = 1; ; tries++) {
            try (OpenFile file = open(path, how)) {
                act.on(file);
                return;
            } catch (StorageException e) {
                if (e.reason() != Reason.STALE || closed || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Ends the view; open files are aborted. Never throws. */
    @Override
    public void close() {
        closed = true; // first, so that nobody waits for a storage any more
        mounting.lock();
        try {
            unmount(volume);
            retired.forEach(Login::unmount);
        } finally {
            mounting.unlock();
        }
    }

    /** A view whose storage left is replaced, and what comes back within a moment is waited for. */
    private <T> T call(VolumeCall<T> call) throws StorageException {
        ExportVolume used = volume;
        try {
            return call.on(used);
        } catch (StorageException e) {
            if (!isAway(e) && e.reason() != Reason.STALE) {
                throw e;
            }
            LOG.debug("mounting again for {}", identity.name(), e);
        }
        Absence.Wait wait = source.away.begin(this::isWanted);
        while (true) {
            try {
                used = replace(used);
                T answer = call.on(used);
                wait.over();
                return answer;
            } catch (StorageException e) {
                boolean dropped = e.reason() == Reason.STALE && !closed && volume != used; // meanwhile, for another
                if (!dropped && !wait.again(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isAway(StorageException e) {
        return e.reason() == Reason.UNAVAILABLE;
    }

    private boolean isWanted() {
        return !closed && source.wanted.getAsBoolean();
    }

    private ExportVolume replace(ExportVolume gone) throws StorageException {
        mounting.lock();
        try {
            if (closed) {
                throw new StorageException(Reason.STALE, "logged out");
            }
            if (volume == gone) {
                goOnIn(mount());
            }
            if (!source.busy.getAsBoolean()) {
                dropRetired();
            }
            return volume;
        } finally {
            mounting.unlock();
        }
    }

    private ExportVolume mountPatiently() throws StorageException {
        Absence.Wait wait = source.away.begin(this::isWanted);
        while (true) {
            try {
                ExportVolume mounted = mount();
                wait.over();
                return mounted;
            } catch (StorageException e) {
                if (!wait.again(e)) {
                    throw e;
                }
            }
        }
    }

    private ExportVolume mount() throws StorageException {
        Export export =
                source.exports.get().orElseThrow(() -> new StorageException(Reason.UNAVAILABLE, "no export is there"));
        Identity by = identity;
        ExportVolume mounted = export.mount(by, source.peer);
        mountedBy = by;
        return mounted;
    }

    private static void unmount(ExportVolume volume) {
        try {
            volume.close();
        } catch (StorageException | RuntimeException e) { // the session ends all the same
            LOG.warn("A volume did not close: {}", Masked.of(e));
        }
    }
}
