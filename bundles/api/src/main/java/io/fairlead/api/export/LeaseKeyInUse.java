// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;

/**
 * The key of a lease is in use for another file ([MS-SMB2] 3.3.5.9.8: STATUS_INVALID_PARAMETER); for who knows nothing of
 * leases it is {@code IN_USE}.
 */
public final class LeaseKeyInUse extends StorageException {
    private static final long serialVersionUID = 1;

    public LeaseKeyInUse() {
        super(Reason.IN_USE, "the key of the lease is in use for another file");
    }
}
