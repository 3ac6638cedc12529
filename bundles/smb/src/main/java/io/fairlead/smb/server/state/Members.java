// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Identity;
import java.util.Set;

/** Lists of accounts, and of groups as {@code @group}, as configurations have them. */
public final class Members {
    private static final String GROUP = "@";

    private Members() {}

    /** Whether a list names the user, or one of the user's groups. */
    public static boolean include(Set<String> names, Identity user) {
        return names.contains(user.name()) || user.groups().stream().anyMatch(group -> names.contains(GROUP + group));
    }
}
