// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Lease;
import java.util.Set;

/** A lease as its opens see it. */
final class LocalLease implements Lease {
    private final LocalLeaseBook book;
    private final HeldLease held;

    LocalLease(LocalLeaseBook book, HeldLease held) {
        this.book = book;
        this.held = held;
    }

    @Override
    public Key key() {
        return held.id.key();
    }

    @Override
    public Set<Caching> state() {
        return book.look(held, lease -> LeaseRules.set(lease.state()));
    }

    @Override
    public boolean isBreaking() {
        return book.look(held, HeldLease::isBreaking);
    }

    @Override
    public boolean isCounted() {
        return held.counted;
    }

    @Override
    public int epoch() {
        return book.look(held, HeldLease::epoch);
    }

    @Override
    public Answer acknowledge(Set<Caching> kept) {
        return book.acknowledge(held, kept);
    }
}
