// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.Storage;
import io.fairlead.core.arbiter.ArbiterContract;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The contract, kept in memory. */
class LocalArbiterTest extends ArbiterContract {
    @Override
    public Tables make(Set<Storage.Feature> features, Duration longestNameWait) {
        LocalOpens opens = new LocalOpens(features, longestNameWait);
        AtomicLong clock = new AtomicLong();
        LocalLeaseBook leases = new LocalLeaseBook(opens, clock::get);
        return new Tables(opens, new LocalRangeLocks(opens), new LocalParking(), new LocalChanges(), leases, passed -> {
            clock.addAndGet(passed.toNanos());
            leases.wake();
        });
    }
}
