// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import io.fairlead.api.storage.VPath;
import java.util.EnumSet;
import java.util.Set;

/**
 * Somebody an authenticator vouches for. Immutable.
 *
 * @param name account name, never empty; as the account's source spells it, whatever case the peer typed
 * @param groups names of groups, possibly none
 * @param home where the user's tree starts within an Export that gives homes; {@link VPath#ROOT} for none
 * @param rights what the user may do
 * @param limits bounds for this user
 */
public record Identity(String name, Set<String> groups, VPath home, Set<Right> rights, Limits limits) {

    /**
     * Bounds; 0 means none.
     *
     * @param sessions sessions at one time, over all protocols of one server
     * @param uploadBytesPerSecond for one session
     * @param downloadBytesPerSecond for one session
     */
    public record Limits(int sessions, long uploadBytesPerSecond, long downloadBytesPerSecond) {
        public static final Limits NONE = new Limits(0, 0, 0);
    }

    /** Who nobody logged in as (TFTP, anonymous FTP): may list and read. */
    public static final Identity ANONYMOUS =
            new Identity("anonymous", Set.of(), VPath.ROOT, EnumSet.of(Right.LIST, Right.READ), Limits.NONE);

    public Identity {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identity has a name");
        }
        groups = Set.copyOf(groups);
        rights = Set.copyOf(rights);
    }

    /** Somebody with every right, no group and no limit. */
    public static Identity of(String name) {
        return new Identity(name, Set.of(), VPath.ROOT, EnumSet.allOf(Right.class), Limits.NONE);
    }

    public boolean may(Right right) {
        return rights.contains(right);
    }
}
