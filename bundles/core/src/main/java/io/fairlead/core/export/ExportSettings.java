// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.quota.QuotaSettings;
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
 * @param caseInsensitive whether names that differ in case only are one, though the storage tells them apart
 * @param quota bounds on what is stored
 */
public record ExportSettings(
        String name,
        VPath subtree,
        boolean readOnly,
        boolean homes,
        List<NamePattern> hidden,
        Bounds.Rules bounds,
        boolean caseInsensitive,
        QuotaSettings quota) {
    public ExportSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is empty; expected the name that servers refer to");
        }
        if (quota.ofUsers() && !homes) {
            throw new IllegalArgumentException((quota.userBytes() > 0
                            ? "userQuotaBytes = " + quota.userBytes()
                            : "userQuotaFiles = " + quota.userFiles())
                    + "; expected 0 unless homes = true: what is a user's is told by the user's home");
        }
        hidden = List.copyOf(hidden);
    }

    /** With the bounds that hold unless something else is said. */
    public ExportSettings(String name, VPath subtree, boolean readOnly, boolean homes, List<NamePattern> hidden) {
        this(name, subtree, readOnly, homes, hidden, Bounds.Rules.DEFAULT);
    }

    /** With names as the storage has them, and no quota. */
    public ExportSettings(
            String name,
            VPath subtree,
            boolean readOnly,
            boolean homes,
            List<NamePattern> hidden,
            Bounds.Rules bounds) {
        this(name, subtree, readOnly, homes, hidden, bounds, false, QuotaSettings.NONE);
    }
}
