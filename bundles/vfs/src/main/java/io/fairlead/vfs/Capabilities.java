// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Storage.Feature;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.vfs2.Capability;

/** A storage's features as Commons VFS names them. */
final class Capabilities {
    /** What every storage can do. */
    static final Set<Capability> ALWAYS = Collections.unmodifiableSet(
            EnumSet.of(Capability.GET_TYPE, Capability.READ_CONTENT, Capability.RANDOM_ACCESS_READ, Capability.URI));

    /** What one of all features can do. */
    static final Set<Capability> ALL =
            Collections.unmodifiableSet(of(EnumSet.complementOf(EnumSet.of(Feature.BY_NAME_ONLY))));

    /** What can be done with files that are reached by name only. */
    static final Set<Capability> BY_NAME_ONLY =
            Collections.unmodifiableSet(of(EnumSet.of(Feature.WRITE, Feature.BY_NAME_ONLY)));

    private Capabilities() {}

    static EnumSet<Capability> of(Set<Feature> features) {
        EnumSet<Capability> capabilities = EnumSet.copyOf(ALWAYS);
        boolean tree = !features.contains(Feature.BY_NAME_ONLY);
        if (tree) {
            Collections.addAll(
                    capabilities, Capability.LIST_CHILDREN, Capability.GET_LAST_MODIFIED, Capability.ATTRIBUTES);
        }
        if (!features.contains(Feature.WRITE)) {
            return capabilities;
        }
        Collections.addAll(capabilities, Capability.CREATE, Capability.WRITE_CONTENT);
        if (tree) {
            Collections.addAll(capabilities, Capability.DELETE, Capability.RENAME);
        }
        if (features.contains(Feature.APPEND)) {
            capabilities.add(Capability.APPEND_CONTENT);
        }
        if (features.contains(Feature.SET_MODIFIED)) {
            Collections.addAll(capabilities, Capability.SET_LAST_MODIFIED_FILE, Capability.SET_LAST_MODIFIED_FOLDER);
        }
        if (features.contains(Feature.RANDOM_WRITE)) {
            Collections.addAll(capabilities, Capability.RANDOM_ACCESS_WRITE, Capability.RANDOM_ACCESS_SET_LENGTH);
        }
        return capabilities;
    }
}
