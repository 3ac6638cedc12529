// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to authenticate. Immutable.
 *
 * @param keytab with the keys of the service; may come, go and change
 * @param principal of the service, with its realm; empty for every principal of the keytab
 * @param realms whose users are let in, with the account of each, {@value #USER} standing for the name before the @; none
 *     for those of the service's realm
 * @param readUsers accounts that may list and read; {@value #EVERYBODY} for all
 * @param writeUsers accounts that may do everything; {@value #EVERYBODY} for all
 * @param home where the tree of one of them starts, {@value #USER} standing for the account's name
 */
public record KerberosSettings(
        Path keytab,
        Optional<String> principal,
        Map<String, String> realms,
        Set<String> readUsers,
        Set<String> writeUsers,
        String home) {
    static final String EVERYBODY = "*";
    static final String USER = "{user}";

    public KerberosSettings {
        realms = Map.copyOf(realms);
        readUsers = Set.copyOf(readUsers);
        writeUsers = Set.copyOf(writeUsers);
    }

    /** For every principal of the keytab, and the users of its realm, whose accounts another authenticator has. */
    public static KerberosSettings of(Path keytab) {
        return new KerberosSettings(keytab, Optional.empty(), Map.of(), Set.of(), Set.of(), "/");
    }

    /** Whether accounts and their rights are named here, instead of another authenticator's. */
    boolean ownAccounts() {
        return !readUsers.isEmpty() || !writeUsers.isEmpty();
    }

    public KerberosSettings withRealms(Map<String, String> changed) {
        return new KerberosSettings(keytab, principal, changed, readUsers, writeUsers, home);
    }

    public KerberosSettings withUsers(Set<String> reading, Set<String> writing) {
        return new KerberosSettings(keytab, principal, realms, reading, writing, home);
    }
}
