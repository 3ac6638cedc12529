// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Storage.Feature;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.vfs2.Capability;

/**
 * What a provider of Commons VFS can do, as a storage says it. Never random writes, for a provider has streams; no ids that
 * survive renames; and no replacing at once, for {@code moveTo} deletes first.
 */
final class Ability {
    private final Set<Capability> capabilities;
    private final boolean renamesFoldersAlone;

    /** Interop: the provider {@code ram} renames a folder without what is in it, and forgets times when it renames. */
    Ability(String scheme, Collection<Capability> told) {
        capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(told);
        renamesFoldersAlone = scheme.equals("ram");
        if (renamesFoldersAlone) {
            capabilities.remove(Capability.SET_LAST_MODIFIED_FILE);
            capabilities.remove(Capability.SET_LAST_MODIFIED_FOLDER);
        }
    }

    /** Whether what is in a folder has to be renamed by itself. */
    boolean renamesFoldersAlone() {
        return renamesFoldersAlone;
    }

    boolean has(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Whether files are reached by their names only, as with TFTP and HTTP. */
    boolean byNameOnly() {
        return !has(Capability.LIST_CHILDREN);
    }

    boolean writes() {
        return has(Capability.WRITE_CONTENT) && has(Capability.CREATE);
    }

    /** Whether an upload can go to another name first, and then take its own. */
    boolean renames() {
        return has(Capability.RENAME) && has(Capability.DELETE) && !byNameOnly();
    }

    Set<Feature> features() {
        EnumSet<Feature> features = EnumSet.of(Feature.EXTERNAL_CHANGES);
        features.add(byNameOnly() ? Feature.BY_NAME_ONLY : Feature.DIRECTORIES);
        if (writes()) {
            features.add(Feature.WRITE);
            if (has(Capability.APPEND_CONTENT)) {
                features.add(Feature.APPEND);
            }
            if (has(Capability.SET_LAST_MODIFIED_FILE) && has(Capability.GET_LAST_MODIFIED)) {
                features.add(Feature.SET_MODIFIED);
            }
        }
        return Collections.unmodifiableSet(features);
    }
}
