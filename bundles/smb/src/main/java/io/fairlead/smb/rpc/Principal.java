// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.Sid;
import java.util.List;
import java.util.Optional;

/**
 * Somebody, as [MS-LSAT] 2.2.13 tells of them.
 *
 * @param domain where the name is from; may be empty
 * @param name within its domain
 * @param sid whose last part tells it within its domain
 * @param type SID_NAME_USE
 */
record Principal(String domain, String name, Sid sid, int type) {
    static final int USER = 1;
    static final int GROUP = 2;
    static final int DOMAIN = 3;
    static final int ALIAS = 4;
    static final int WELL_KNOWN = 5;
    static final int UNKNOWN = 8;

    private static final String AUTHORITY = "NT AUTHORITY";
    private static final String BUILTIN = "BUILTIN";

    private static final List<Principal> KNOWN = List.of(
            new Principal("", "Everyone", Sid.EVERYONE, WELL_KNOWN),
            new Principal("", "CREATOR OWNER", Sid.CREATOR_OWNER, WELL_KNOWN),
            new Principal("", "CREATOR GROUP", Sid.CREATOR_GROUP, WELL_KNOWN),
            new Principal("", "OWNER RIGHTS", Sid.OWNER_RIGHTS, WELL_KNOWN),
            new Principal(AUTHORITY, "NETWORK", Sid.NETWORK, WELL_KNOWN),
            new Principal(AUTHORITY, "ANONYMOUS LOGON", Sid.ANONYMOUS, WELL_KNOWN),
            new Principal(AUTHORITY, "Authenticated Users", Sid.AUTHENTICATED_USERS, WELL_KNOWN),
            new Principal(AUTHORITY, "SYSTEM", Sid.SYSTEM, WELL_KNOWN),
            new Principal(BUILTIN, "Administrators", Sid.ADMINISTRATORS, ALIAS),
            new Principal(BUILTIN, "Users", Sid.USERS, ALIAS));

    /** Of a SID; empty for nobody that is known. */
    static Optional<Principal> of(Sid sid, String computer, SidNames names) {
        for (Principal known : KNOWN) {
            if (known.sid.equals(sid)) {
                return Optional.of(known);
            }
        }
        return names.of(sid).map(found -> named(found, computer));
    }

    /** Of a name, perhaps with a domain before it; empty for nobody that is known. */
    static Optional<Principal> of(String text, String computer, SidNames names) {
        int end = text.lastIndexOf('\\');
        String domain = text.substring(0, Math.max(end, 0));
        String name = text.substring(end + 1);
        for (Principal known : KNOWN) {
            if (known.name.equalsIgnoreCase(name) && (domain.isEmpty() || domain.equalsIgnoreCase(known.domain))) {
                return Optional.of(known);
            }
        }
        boolean ours = domain.isEmpty() || domain.equalsIgnoreCase(computer);
        return ours && !name.isEmpty() ? names.of(name).map(found -> named(found, computer)) : Optional.empty();
    }

    private static Principal named(SidNames.Known found, String computer) {
        Sid sid = found.group() ? Sid.ofGroup(found.name()) : Sid.ofAccount(found.name());
        return new Principal(computer, found.name(), sid, found.group() ? GROUP : USER);
    }

    /** The SID of its domain. */
    Sid domainSid() {
        List<Integer> parts = sid.parts();
        return new Sid(sid.authority(), parts.subList(0, parts.size() - 1));
    }

    /** Which it is within its domain. */
    int relativeId() {
        return sid.parts().get(sid.parts().size() - 1);
    }
}
