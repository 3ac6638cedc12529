// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.storage.Storage;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.limit.Bounds;

/**
 * What a session brings to each of its opens.
 *
 * @param owner whose they are, for others
 * @param storage what it has mounted
 * @param view its volume of that
 * @param bounds how much it may hold
 * @param options by which it mounted
 */
record Session(OpenRecord.Owner owner, Storage storage, Mounted view, Bounds bounds, MountOptions options) {
    /** Who is told of broken leases; null for nobody. */
    Lease.Holder holder() {
        return options.holder();
    }
}
