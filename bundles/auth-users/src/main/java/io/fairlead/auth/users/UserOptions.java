// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Identity.Limits;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a user's line says besides name and password. Immutable.
 *
 * @param groups names of groups
 * @param home where the user's tree starts; the root for the whole
 * @param rights what the user may do
 * @param limits bounds for the user; 0 means none
 * @param disabled whether the user may not log in
 * @param generated whether the password was made by the launcher, and may be made anew by it
 * @param ntlm whether an NT hash is kept, for logins by NTLM (SMB)
 */
public record UserOptions(
        Set<String> groups,
        VPath home,
        Set<Right> rights,
        Limits limits,
        boolean disabled,
        boolean generated,
        boolean ntlm) {
    /** No group, the whole tree, every right, no limit. */
    public static final UserOptions DEFAULT =
            new UserOptions(Set.of(), VPath.ROOT, EnumSet.allOf(Right.class), Limits.NONE, false, false, false);

    /**
     * @throws IllegalArgumentException if a group's name is none, a limit negative, or a control character in the home
     */
    public UserOptions {
        groups.forEach(group -> UserName.check("group", group));
        groups = Collections.unmodifiableSet(new TreeSet<>(groups));
        rights = Set.copyOf(rights);
        if (home.toString().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("home= holds a control character");
        }
        if (limits.sessions() < 0 || limits.uploadBytesPerSecond() < 0 || limits.downloadBytesPerSecond() < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }

    /**
     * Reads the options for a new account: as the file has them, for instance {@code groups=staff,dev home="/my files"
     * rights=list,read}, and {@code ntlm} for an NT hash.
     *
     * @throws IllegalArgumentException for what is none of them, saying what was expected
     */
    public static UserOptions parse(String text) {
        return OptionText.parseFresh(text).options();
    }

    /** A copy. */
    public UserOptions withDisabled(boolean value) {
        return new UserOptions(groups, home, rights, limits, value, generated, ntlm);
    }

    /** A copy. */
    public UserOptions withGenerated(boolean value) {
        return new UserOptions(groups, home, rights, limits, disabled, value, ntlm);
    }

    /** A copy. */
    public UserOptions withNtlm(boolean value) {
        return new UserOptions(groups, home, rights, limits, disabled, generated, value);
    }

    /** What {@link #parse} reads, without what is the default. */
    @Override
    public String toString() {
        return OptionText.format(this, null);
    }
}
