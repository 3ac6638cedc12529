// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom an identity is for descriptors, [MS-DTYP] 2.5.2. Immutable.
 *
 * @param user the account
 * @param sids all that it is, itself among them
 */
public record Token(Sid user, Set<Sid> sids) {
    /** Members of this group may take any file over, and see and set what is audited. */
    private static final String ADMINISTRATORS = "administrators";

    public Token {
        sids = Set.copyOf(sids);
    }

    public static Token of(Identity identity) {
        Set<Sid> sids = new HashSet<>();
        sids.add(Sid.EVERYONE);
        sids.add(Sid.NETWORK);
        Sid user = Sid.ANONYMOUS;
        if (!identity.name().equals(Identity.ANONYMOUS.name())) {
            user = Sid.ofAccount(identity.name());
            sids.add(Sid.AUTHENTICATED_USERS);
            sids.add(Sid.USERS);
            for (String group : identity.groups()) {
                sids.add(Sid.ofGroup(group));
                if (group.equalsIgnoreCase(ADMINISTRATORS)) {
                    sids.add(Sid.ADMINISTRATORS);
                }
            }
        }
        sids.add(user);
        return new Token(user, sids);
    }

    public boolean is(Sid sid) {
        return sids.contains(sid);
    }

    public boolean isAdministrator() {
        return sids.contains(Sid.ADMINISTRATORS);
    }

    /** Whether it may make another the owner of a file: itself, a group of its own, or, as an administrator, anybody. */
    public boolean mayGiveTo(Sid owner) {
        return isAdministrator() || is(owner);
    }
}
