// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenTable;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.arbiter.RangeLocks;
import io.fairlead.core.arbiter.local.LocalChanges;
import io.fairlead.core.arbiter.local.LocalLeaseBook;
import io.fairlead.core.arbiter.local.LocalOpens;
import io.fairlead.core.arbiter.local.LocalParking;
import io.fairlead.core.arbiter.local.LocalRangeLocks;
import java.util.Set;

/**
 * What an {@link Arbiter} asks. Each of them may be unable to answer ({@code UNAVAILABLE}), and then may have done what it was
 * asked for, or not.
 *
 * @param opens who has what open
 * @param locks of byte ranges
 * @param leases what clients cache
 * @param parking opens that wait for their client
 * @param changes what is told to who watches
 */
record Tables(OpenTable opens, RangeLocks locks, LeaseBook leases, ParkingLot parking, ChangeFeed changes) {
    /** Those of this process, for a storage. */
    static Tables local(Set<Storage.Feature> features) {
        LocalOpens opens = new LocalOpens(features);
        return local(opens, new LocalLeaseBook(opens));
    }

    /** As {@link #local(Set)}, with another book of leases. */
    static Tables local(Set<Storage.Feature> features, LeaseBook leases) {
        return local(new LocalOpens(features), leases);
    }

    private static Tables local(LocalOpens opens, LeaseBook leases) {
        return new Tables(opens, new LocalRangeLocks(opens), leases, new LocalParking(), new LocalChanges());
    }
}
