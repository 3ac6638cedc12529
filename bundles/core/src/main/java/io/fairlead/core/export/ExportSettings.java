// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.limit.Bounds;
import java.util.List;

/**
 * How a storage is exported. Immutable.
 *
 * @param name the Export's name, never empty
 * @param subtree folder of the storage that is the Export's root
 * @param readOnly whether all changes are refused
 * @param homes whether each user's tree starts at the user's home, seen from {@code subtree}
 * @param hidden names never shown nor reachable, at any depth
 * @param bounds how much a session, a user and all together may hold
 */
public record ExportSettings(
        String name, VPath subtree, boolean readOnly, boolean homes, List<NamePattern> hidden, Bounds.Rules bounds) {
    public ExportSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is empty; expected the name that servers refer to");
        }
        hidden = List.copyOf(hidden);
    }

    /** With the bounds that hold unless something else is said. */
    public ExportSettings(String name, VPath subtree, boolean readOnly, boolean homes, List<NamePattern> hidden) {
        this(name, subtree, readOnly, homes, hidden, Bounds.Rules.DEFAULT);
    }
}
