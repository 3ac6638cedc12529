// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.util.Locale;
import java.util.Optional;

/** Facts of RFC 3659 7.5 that we send, in the order in which FEAT lists them. */
public enum Fact {
    TYPE("Type"),
    SIZE("Size"),
    MODIFY("Modify"),
    CREATE("Create"),
    PERM("Perm"),
    UNIQUE("Unique"),
    UNIX_MODE("UNIX.mode"),
    UNIX_OWNER("UNIX.ownername"),
    UNIX_GROUP("UNIX.groupname");

    private final String wireName;

    Fact(String wireName) {
        this.wireName = wireName;
    }

    /** Its name as FEAT and listings show it; case does not matter (RFC 3659 7.5). */
    public String wireName() {
        return wireName;
    }

    /** The fact of that name, if we know it. */
    public static Optional<Fact> of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (Fact fact : values()) {
            if (fact.wireName.toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }
}
