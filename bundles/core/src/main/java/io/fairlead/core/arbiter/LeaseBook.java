// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import java.util.Optional;
import java.util.Set;

/**
 * Leases on the files of one storage: the one place where the table in {@link Lease} is decided. Thread-safe.
 *
 * <p>Whoever is about to do something asks {@link #before} first. The answer {@value #NOTHING} lets it go on. Else leases of
 * other keys stand against it, their holders have been told, and the caller backs out: it leaves its {@link Passage}, gives
 * up what it has reserved, and only then waits with {@link #await}. It must not hold anything while it waits, because
 * the client that is to acknowledge may first have to write back, open, rename or close, and those need passages too.
 * After the wait it starts again from the beginning, with its checks of share modes; whoever has waited once for a lease
 * does not wait for it again, for after {@value Lease#BREAK_TIMEOUT_SECONDS} s it is taken away.
 */
public interface LeaseBook {
    /** Nothing is to be waited for. */
    long NOTHING = 0;

    /** The rows of the table. */
    enum Step {
        /** Open for attributes only. */
        LOOK,
        /** Open for the security descriptor and attributes: nothing to a lease, to an oplock what READ is. */
        DESCRIPTOR,
        /** Open to read or write. */
        READ,
        /** Open that met a sharing violation. */
        CONFLICT,
        /** Open that truncates. */
        TRUNCATE,
        /** Publication of an upload. */
        REPLACE,
        /** Write, resize, lock. */
        WRITE,
        /** Rename, delete. */
        MOVE,
        /** Something came, went or changed in a folder; asked of the folder, and never waited for. */
        CHILD,
        /** A change from outside the Exports. */
        OUTSIDE
    }

    /** Whether there is any lease; one volatile read, for who would have to look up files before it can ask. */
    boolean inForce();

    /**
     * Asked before a request under a key changes anything.
     *
     * @throws StorageException {@link io.fairlead.api.export.LeaseKeyInUse} if the key holds another file
     */
    void mayHold(FileKey file, UserLease key) throws StorageException;

    /**
     * Breaks what stands against a step, except leases of {@code own}. Holders are told before it returns, or by whoever is
     * telling them of something else at the moment.
     *
     * @return what to {@link #await}, or {@link #NOTHING}
     */
    long before(FileKey file, Step step, Optional<UserLease> own) throws StorageException;

    /**
     * Returns when all leases of this break are acknowledged or taken away, and nothing more is being taken of them.
     *
     * @throws StorageException {@code CANCELLED}; {@code IN_USE} when {@code patience} has run out
     */
    void await(long broken, Patience patience) throws StorageException;

    /**
     * Grants what it can of a request, after the open was admitted. A lease that may cache nothing is one too: later requests
     * of its key add to it. The same key of another user is another lease.
     *
     * @param holder who is told of breaks
     * @throws StorageException as {@link #mayHold}
     */
    Optional<Lease> grant(OpenRecord open, Lease.Request request, Lease.Holder holder) throws StorageException;

    /**
     * An open was taken back by another session: {@code holder} is told of the breaks from now on, and of the one that is
     * not acknowledged; null for nobody.
     */
    void handOver(OpenRecord open, Lease.Holder holder) throws StorageException;

    /**
     * The client of an open has gone, and may come back.
     *
     * @param lot told of breaks in the client's place, and of the one that is not acknowledged, unless another open under the
     *     lease has a client; whoever was told before is not kept
     */
    void parked(OpenRecord open, Lease.Holder lot) throws StorageException;

    /** What an open may cache by its lease, for consoles; empty without one. */
    Set<Lease.Caching> held(OpenRecord open) throws StorageException;

    /** A named stream has another name: its leases go with it. */
    void renamed(FileKey from, FileKey to) throws StorageException;

    /** An open closes; the lease ends with the last open under its key. */
    void closed(OpenRecord open) throws StorageException;

    /** Grants nothing, so that nothing ever stands against anybody. */
    LeaseBook NONE = new LeaseBook() {
        @Override
        public boolean inForce() {
            return false;
        }

        @Override
        public void mayHold(FileKey file, UserLease key) {}

        @Override
        public long before(FileKey file, Step step, Optional<UserLease> own) {
            return NOTHING;
        }

        @Override
        public void await(long broken, Patience patience) {}

        @Override
        public Optional<Lease> grant(OpenRecord open, Lease.Request request, Lease.Holder holder) {
            return Optional.empty();
        }

        @Override
        public void handOver(OpenRecord open, Lease.Holder holder) {}

        @Override
        public void parked(OpenRecord open, Lease.Holder lot) {}

        @Override
        public Set<Lease.Caching> held(OpenRecord open) {
            return Set.of();
        }

        @Override
        public void renamed(FileKey from, FileKey to) {}

        @Override
        public void closed(OpenRecord open) {}
    };
}
