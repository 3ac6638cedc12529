// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.time.Instant;
import java.util.Set;

/**
 * Attributes to set. A null component stays as it is; a component the storage does not keep is
 * {@link Reason#NOT_SUPPORTED}, and then none of them is set. Immutable.
 *
 * @param created birth time
 * @param modified time of the last change of content
 * @param accessed time of the last read
 * @param dosFlags the bits named in {@link Attributes}, all of them at once
 * @param mode POSIX permission bits, 0 to 07777
 */
public record AttributeChanges(Instant created, Instant modified, Instant accessed, Integer dosFlags, Integer mode) {
    /** Changes nothing. */
    public static final AttributeChanges NONE = new AttributeChanges(null, null, null, null, null);

    /** The part of these that a storage with such features keeps; protocols ask for what they are told, and lose the rest. */
    public AttributeChanges keptBy(Set<Storage.Feature> features) {
        return new AttributeChanges(
                features.contains(Storage.Feature.SET_CREATED) ? created : null,
                features.contains(Storage.Feature.SET_MODIFIED) ? modified : null,
                features.contains(Storage.Feature.SET_ACCESSED) ? accessed : null,
                features.contains(Storage.Feature.DOS_FLAGS) ? dosFlags : null,
                features.contains(Storage.Feature.SET_MODE) ? mode : null);
    }

    /** Whether there is nothing to set. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    public static AttributeChanges modified(Instant time) {
        return new AttributeChanges(null, time, null, null, null);
    }

    public static AttributeChanges mode(int bits) {
        return new AttributeChanges(null, null, null, null, bits);
    }
}
