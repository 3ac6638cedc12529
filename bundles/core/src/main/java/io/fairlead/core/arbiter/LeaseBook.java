// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import java.util.Optional;

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
        /** Open to read. */
        READ,
        /** Open that met a sharing violation. */
        CONFLICT,
        /** Open that truncates, or publication of an upload. */
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
     * Breaks what stands against a step, except leases of {@code own}.
     *
     * @return what to {@link #await}, or {@link #NOTHING}
     */
    long before(FileKey file, Step step, Optional<Lease.Key> own) throws StorageException;

    /**
     * Returns when all leases of this break are acknowledged or taken away.
     *
     * @throws StorageException {@code CANCELLED}; {@code IN_USE} when {@code patience} has run out
     */
    void await(long broken, Patience patience) throws StorageException;

    /**
     * Grants what it can of a request, after the open was admitted; nothing if nothing can be granted.
     *
     * @param holder who is told of breaks
     */
    Optional<Lease> grant(OpenRecord open, Lease.Request request, Lease.Holder holder) throws StorageException;

    /** An open was taken back by another session: {@code holder} is told of the breaks from now on; null for nobody. */
    void handOver(OpenRecord open, Lease.Holder holder) throws StorageException;

    /** An open closes; the lease ends with the last open under its key. */
    void closed(OpenRecord open) throws StorageException;

    /** Grants nothing, so that nothing ever stands against anybody. */
    LeaseBook NONE = new LeaseBook() {
        @Override
        public boolean inForce() {
            return false;
        }

        @Override
        public long before(FileKey file, Step step, Optional<Lease.Key> own) {
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
        public void closed(OpenRecord open) {}
    };
}
