// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import java.util.EnumSet;
import java.util.Set;
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
 * <tr><td>rename, delete</td><td>broken, waited for</td><td>broken, waited for</td><td>stays</td></tr>
 * <tr><td>change from outside (Watch)</td><td>broken</td><td>stays</td><td>broken</td></tr>
 * </table>
 * WRITE caching is granted only to the single open (or key) of a node; READ together with other readers' READ. HANDLE is
 * granted only along with READ. Nothing is granted on a storage with {@code EXTERNAL_CHANGES} and no {@code Watch}.
 */
@ProviderType
public interface Lease {
    /** How long a break waits for its acknowledgement; Windows and Samba use the same. */
    int BREAK_TIMEOUT_SECONDS = 35;

    /** What a client may cache ([MS-SMB2] 2.2.13.2.8). */
    enum Caching {
        READ,
        HANDLE,
        WRITE
    }

    /**
     * 128 bits that a client chose, within its ClientGuid; a server folds both into one key.
     *
     * @param high the client
     * @param low its key, folded to 64 bits
     */
    record Key(long high, long low) {}

    /**
     * Asks for caching.
     *
     * @param key whose
     * @param wanted what; less may be granted, or nothing
     * @param holder who is told of breaks
     */
    record Request(Key key, Set<Caching> wanted, Holder holder) {
        public Request {
            wanted = wanted.isEmpty() ? EnumSet.noneOf(Caching.class) : EnumSet.copyOf(wanted);
        }
    }

    /** The protocol's side of a lease. */
    interface Holder {
        /**
         * Tells the client that its caching shrinks. Must not block: it sends, and returns.
         *
         * @param lease which
         * @param to what remains
         * @param acknowledge whether an operation waits for {@link Lease#acknowledge}
         */
        void breaking(Lease lease, Set<Caching> to, boolean acknowledge);
    }

    Key key();

    /** What the client may cache now; during a break what it was, as [MS-SMB2] has it. */
    Set<Caching> state();

    /** The client's answer to a break; {@code kept} is at most what the break left. */
    void acknowledge(Set<Caching> kept);
}
