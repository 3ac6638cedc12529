// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.smb.protocol.FileId;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names what one server has: sessions, opens, and requests that go on asynchronously. Counted ids begin somewhere else in each
 * incarnation of a server, so that what a client has kept from an earlier one, or has of another one, names nothing here.
 * Thread-safe.
 */
public final class Ids {
    private static final int COUNTED_BITS = 32;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong opens = new AtomicLong(incarnation());
    private final AtomicLong requests = new AtomicLong(incarnation());

    /** Positive, with room to count. */
    private long incarnation() {
        return (long) (random.nextInt() >>> 2) << COUNTED_BITS;
    }

    /** Of a session: can't be guessed, has 32 bits, and may be in use already. */
    long session() {
        long id = Integer.toUnsignedLong(random.nextInt());
        return id == 0 || id == 0xffff_ffffL ? session() : id;
    }

    /** Of an open, as long as it has its session; and of one that ends with it. */
    long open() {
        return opens.incrementAndGet();
    }

    /** Of an open that may outlive its session, and this server: can't be guessed. */
    long persistent() {
        long id = random.nextLong();
        return id == 0 || id == FileId.RELATED.persistent() ? persistent() : id;
    }

    /** AsyncId of a request. */
    long request() {
        return requests.incrementAndGet();
    }
}
