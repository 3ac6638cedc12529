// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import io.fairlead.api.auth.Right;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How to authenticate. Immutable.
 *
 * @param realm as the JAAS configuration names it
 * @param roleClasses full names of the classes of principals that are roles
 * @param readRoles who may list and read; {@value #EVERYBODY} for all whom the realm lets in
 * @param writeRoles who may do everything; {@value #EVERYBODY} for all whom the realm lets in
 * @param home where a user's tree starts, {@value #USER} standing for the account's name
 * @param logins how many the realm is asked for at a time, at least 1
 * @param timeout for the realm's answer, and for a login's turn
 * @param session how long a session may last without a new login of its account; zero for ever
 */
public record JaasSettings(
        String realm,
        Set<String> roleClasses,
        Set<String> readRoles,
        Set<String> writeRoles,
        String home,
        int logins,
        Duration timeout,
        Duration session) {
    static final String EVERYBODY = "*";
    static final String USER = "{user}";

    public JaasSettings {
        roleClasses = Set.copyOf(roleClasses);
        readRoles = Set.copyOf(readRoles);
        writeRoles = Set.copyOf(writeRoles);
    }

    /** What these roles may do; nothing if none of them is known. */
    Set<Right> rights(Set<String> roles) {
        if (isOneOf(roles, writeRoles)) {
            return EnumSet.allOf(Right.class);
        }
        return isOneOf(roles, readRoles) ? EnumSet.of(Right.LIST, Right.READ) : EnumSet.noneOf(Right.class);
    }

    private static boolean isOneOf(Set<String> roles, Set<String> known) {
        return known.contains(EVERYBODY) || roles.stream().anyMatch(known::contains);
    }
}
