// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A storage as it was: one of its own for the arbiter, so that what is open in it never stands against the living files, even
 * where both have the same ids.
 */
final class SnapshotStorage implements Storage {
    private final Storage living;
    private final Instant time;

    SnapshotStorage(Storage living, Instant time) {
        this.living = living;
        this.time = time;
    }

    @Override
    public Optional<String> storageId() {
        return living.storageId().map(id -> id + "@" + time);
    }

    /** Nothing changes it, from outside neither. */
    @Override
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(living.features());
        features.removeAll(EnumSet.of(Feature.WRITE, Feature.EXTERNAL_CHANGES, Feature.SNAPSHOTS));
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        try (Volume now = living.mount(user, policy)) {
            return now.extension(Snapshots.class)
                    .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, "the storage has no snapshots"))
                    .at(time);
        }
    }
}
