// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.storage.StorageException;
import java.util.Optional;

/**
 * Leases on the files of one storage: the one place where the table in {@link Lease} is decided. Thread-safe.
 *
 * <p>Whoever is about to do something asks {@link #before} first. The answer null lets it go on. Else leases of other
 * keys stand against it, their holders have been told, and the caller backs out: it leaves its {@link Passage}, gives up
 * what it has reserved, and only then waits with {@link Break#await}. It must not hold anything while it waits, because
 * the client that is to acknowledge may first have to write back, open, rename or close, and those need passages too.
 * After the wait it starts again from the beginning, with its checks of share modes; whoever has waited once for a lease
 * does not wait for it again, for after {@value Lease#BREAK_TIMEOUT_SECONDS} s it is taken away.
 *
 * <p>Reads and writes ask only while {@link SharedFile#guarded} says that somebody is interested in the file.
 */
interface LeaseBook {
    /** The rows of the table. */
    enum Step {
        LOOK,
        READ,
        CONFLICT,
        REPLACE,
        WRITE,
        MOVE,
        OUTSIDE
    }

    /** Leases that are being broken. */
    interface Break {
        /** Returns when all are acknowledged or taken away. */
        void await() throws StorageException;
    }

    /** Whether there is any lease; one volatile read, for who would have to look up files before it can ask. */
    boolean inForce();

    /**
     * Breaks what stands against a step, except leases of {@code own}.
     *
     * @return what to wait for, or null
     */
    Break before(SharedFile file, Step step, Optional<Lease.Key> own);

    /** Grants what it can of a request, after the open was admitted; nothing if nothing can be granted. */
    Optional<Lease> grant(Claim claim, Lease.Request request);

    /** An open closes; the lease ends with the last open under its key. */
    void closed(Claim claim);

    /** Grants nothing, so that nothing ever stands against anybody. */
    LeaseBook NONE = new LeaseBook() {
        @Override
        public boolean inForce() {
            return false;
        }

        @Override
        public Break before(SharedFile file, Step step, Optional<Lease.Key> own) {
            return null;
        }

        @Override
        public Optional<Lease> grant(Claim claim, Lease.Request request) {
            return Optional.empty();
        }

        @Override
        public void closed(Claim claim) {}
    };
}
