// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A promise to one client that it may cache, [MS-SMB2] 3.3.1.12; opens with the same {@link Key} share it and never
 * break it. Thread-safe.
 *
 * <h2>Arbitration</h2>
 *
 * The Export breaks the leases of other keys on a node before it lets an operation go on, and waits for their
 * {@link #acknowledge} (at most {@value #BREAK_TIMEOUT_SECONDS} s, then the lease is taken away):
 * <table>
 * <caption>who breaks what</caption>
 * <tr><th>operation, of any protocol</th><th>WRITE caching</th><th>HANDLE caching</th><th>READ caching</th></tr>
 * <tr><td>open for attributes only</td><td>stays</td><td>stays</td><td>stays</td></tr>
 * <tr><td>open for the security descriptor only</td><td>of an oplock broken, waited for</td><td>stays</td><td>stays</td></tr>
 * <tr><td>open to read or write (RETR, RRQ, SMB)</td><td>broken, waited for: the client writes back what it holds</td>
 *     <td>stays</td><td>stays</td></tr>
 * <tr><td>open that meets a sharing violation</td><td>stays</td>
 *     <td>broken, waited for: the client may close; then the check is made again</td><td>stays</td></tr>
 * <tr><td>what replaces the file (STOR, WRQ)</td><td>broken, waited for</td><td>broken, waited for</td>
 *     <td>broken, not waited for</td></tr>
 * <tr><td>open that truncates, write, resize, lock</td><td>broken, waited for</td><td>broken, not waited for</td>
 *     <td>broken, not waited for</td></tr>
 * <tr><td>rename, delete, setting delete-on-close</td><td>stays</td><td>broken, waited for</td><td>stays</td></tr>
 * <tr><td>change from outside (Watch)</td><td>broken</td><td>broken</td><td>broken</td></tr>
 * </table>
 * WRITE caching is granted only to the single open (or key) of a file, where opens for attributes do not count; READ together
 * with other readers' READ, and not while ranges are locked. HANDLE and WRITE are granted only along with READ: a lease is
 * READ, READ and WRITE, READ and HANDLE, all three, or nothing. A later request of the same key may add to it, and never
 * takes from it. Nothing is granted on a storage with {@code EXTERNAL_CHANGES} and no {@code Watch}.
 *
 * <p>A lease of a directory (READ, or READ and HANDLE) promises that its listing stays: whatever makes, renames, removes or
 * changes an entry breaks it, not waited for, but by an open that names this lease as its {@link Request#parent}.
 *
 * <p>What a break takes besides READ is to be acknowledged. When more is to be taken than the client was told, it is told in
 * steps, each after the answer to the one before; who waits for one, waits for them all.
 *
 * <p>A break is told to the {@link Holder} that the session gave when it mounted; it carries values only, so that whoever
 * breaks and whoever is told need not be one process.
 */
@ProviderType
public interface Lease {
    /** How long a break waits for its acknowledgement; Windows and Samba use the same. */
    int BREAK_TIMEOUT_SECONDS = 35;

    /** The same. */
    Duration BREAK_TIMEOUT = Duration.ofSeconds(BREAK_TIMEOUT_SECONDS);

    /** What a client may cache ([MS-SMB2] 2.2.13.2.8). */
    enum Caching {
        READ,
        HANDLE,
        WRITE
    }

    /**
     * Both chosen by the client, hence only worth something together with the user who holds it: the same key of another user
     * is another lease.
     *
     * @param client ClientGuid
     * @param lease LeaseKey
     */
    record Key(UUID client, UUID lease) {}

    /** How much of it goes when it breaks, and who shares it. */
    enum Kind {
        /** Shared by opens of one key; each caching goes alone. */
        LEASE,
        /**
         * Of one open ([MS-SMB2] 2.2.13 RequestedOplockLevel): READ is level II, READ and WRITE exclusive, all three batch. It
         * breaks to level II or to nothing. Level II is not granted beside HANDLE caching of another, nor the reverse.
         */
        OPLOCK
    }

    /**
     * Asks for caching.
     *
     * @param kind lease or oplock
     * @param key whose; one key holds one file: asked for on another, the open is refused ([MS-SMB2] 3.3.5.9.8) with
     *     {@link LeaseKeyInUse}
     * @param wanted what; less may be granted, or nothing
     * @param parent key of the lease on the folder, which this open's own doings do not break
     * @param epoch where {@link Lease#epoch} begins to count if the lease is new; empty for a client that does not count
     */
    record Request(Kind kind, Key key, Set<Caching> wanted, Optional<UUID> parent, OptionalInt epoch) {
        public Request {
            wanted = wanted.isEmpty() ? EnumSet.noneOf(Caching.class) : EnumSet.copyOf(wanted);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(parent);
            Objects.requireNonNull(epoch);
        }

        public Request(Key key, Set<Caching> wanted, Optional<UUID> parent) {
            this(Kind.LEASE, key, wanted, parent, OptionalInt.empty());
        }

        public Request(Key key, Set<Caching> wanted) {
            this(key, wanted, Optional.empty());
        }

        /** An oplock, under a key of its own. */
        public static Request oplock(UUID client, Set<Caching> wanted) {
            return new Request(
                    Kind.OPLOCK, new Key(client, UUID.randomUUID()), wanted, Optional.empty(), OptionalInt.empty());
        }
    }

    /**
     * What a client is told when its caching shrinks.
     *
     * @param open one of the opens under the lease
     * @param key whose
     * @param from what it may cache until now
     * @param to what remains
     * @param epoch counts the changes of this lease's state ([MS-SMB2] 2.2.23.2 NewEpoch)
     * @param acknowledge whether the client is to {@link Lease#acknowledge}; else it has been taken already
     */
    record Broken(OpenId open, Key key, Set<Caching> from, Set<Caching> to, int epoch, boolean acknowledge) {}

    /** The protocol's side of a session's leases. */
    @FunctionalInterface
    interface Holder {
        /**
         * Tells the client. Must not block: it sends, and returns. Called with no lock held, in the order of the breaks, one at
         * a time; it may acknowledge at once.
         */
        void breaking(Broken broken);
    }

    Key key();

    /** What the client may cache now; during a break what it was, as [MS-SMB2] has it. */
    Set<Caching> state();

    /** Whether an answer of the client is due ([MS-SMB2] 2.2.14.2.10 BREAK_IN_PROGRESS). */
    boolean isBreaking();

    /**
     * Whether the client that made it counts epochs ([MS-SMB2] 3.3.1.12 Lease.Version 2); it is told so whatever other opens
     * under this key ask for.
     */
    boolean isCounted();

    /** Counts the changes of {@link #state} from {@link Request#epoch} on, modulo 65536. */
    int epoch();

    /** What became of an answer. */
    enum Answer {
        /** It was taken: {@link Lease#state} is what the client kept. */
        TAKEN,
        /** It keeps more than the break left, and the break goes on ([MS-SMB2] 3.3.5.22.2 STATUS_REQUEST_NOT_ACCEPTED). */
        TOO_MUCH,
        /** Nothing was asked, or it came too late (3.3.5.22.2 STATUS_UNSUCCESSFUL, of an oplock INVALID_OPLOCK_PROTOCOL). */
        NOT_BREAKING,
        /** All opens under the lease have closed (3.3.5.22.2 STATUS_OBJECT_NAME_NOT_FOUND). */
        ENDED
    }

    /** The client's answer to a break; {@code kept} is at most what the break left. Of an oplock, what is more is dropped. */
    Answer acknowledge(Set<Caching> kept);
}
