// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.Set;

/** Nothing can be had of it. */
final class ClosedStorage implements Storage {
    @Override
    public Set<Feature> features() {
        return Set.of();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        throw new StorageException(Reason.UNAVAILABLE, "closed for " + user.name());
    }
}
