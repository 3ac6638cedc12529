// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
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
 * <tr><td>open to read (RETR, RRQ, SMB)</td><td>broken, waited for: the client writes back what it holds</td>
 *     <td>stays</td><td>stays</td></tr>
 * <tr><td>open that meets a sharing violation</td><td>broken, waited for</td>
 *     <td>broken, waited for: the client may close; then the check is made again</td><td>stays</td></tr>
 * <tr><td>open that truncates or replaces (STOR, WRQ)</td><td>broken, waited for</td><td>broken, waited for</td>
 *     <td>broken, not waited for</td></tr>
 * <tr><td>write, resize, lock</td><td>broken, waited for</td><td>stays</td><td>broken, not waited for</td></tr>
 * <tr><td>rename, delete, setting delete-on-close</td><td>broken, waited for</td><td>broken, waited for</td><td>stays</td></tr>
 * <tr><td>change from outside (Watch)</td><td>broken</td><td>stays</td><td>broken</td></tr>
 * </table>
 * WRITE caching is granted only to the single open (or key) of a file; READ together with other readers' READ. HANDLE is
 * granted only along with READ. Nothing is granted on a storage with {@code EXTERNAL_CHANGES} and no {@code Watch}.
 *
 * <p>A lease of a directory (READ, or READ and HANDLE) promises that its listing stays: whatever makes, renames, removes or
 * changes an entry breaks it, not waited for, but by an open that names this lease as its {@link Request#parent}.
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
     * Both chosen by the client, hence only worth something together with the user who holds it.
     *
     * @param client ClientGuid
     * @param lease LeaseKey
     */
    record Key(UUID client, UUID lease) {}

    /**
     * Asks for caching.
     *
     * @param key whose; one key holds one file: asked for on another, the open is refused ([MS-SMB2] 3.3.5.9.8)
     * @param wanted what; less may be granted, or nothing
     * @param parent key of the lease on the folder, which this open's own doings do not break
     */
    record Request(Key key, Set<Caching> wanted, Optional<UUID> parent) {
        public Request {
            wanted = wanted.isEmpty() ? EnumSet.noneOf(Caching.class) : EnumSet.copyOf(wanted);
            Objects.requireNonNull(parent);
        }

        public Request(Key key, Set<Caching> wanted) {
            this(key, wanted, Optional.empty());
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
     * @param acknowledge whether an operation waits for {@link Lease#acknowledge}
     */
    record Broken(OpenId open, Key key, Set<Caching> from, Set<Caching> to, int epoch, boolean acknowledge) {}

    /** The protocol's side of a session's leases. */
    @FunctionalInterface
    interface Holder {
        /** Tells the client. Must not block: it sends, and returns. */
        void breaking(Broken broken);
    }

    Key key();

    /** What the client may cache now; during a break what it was, as [MS-SMB2] has it. */
    Set<Caching> state();

    /** Counts the changes of {@link #state}. */
    int epoch();

    /** The client's answer to a break; {@code kept} is at most what the break left. */
    void acknowledge(Set<Caching> kept);
}
