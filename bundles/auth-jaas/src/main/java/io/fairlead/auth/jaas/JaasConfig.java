// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one authenticator over a JAAS realm. */
@ObjectClassDefinition(
        name = "Fairlead JAAS realm",
        description = "Authenticator over a JAAS realm, as Karaf's, for protocols that send a password")
@interface JaasConfig {
    String PID = "io.fairlead.auth.jaas";

    @AttributeDefinition(
            name = "Name",
            description = "Name that servers refer to, as (authenticator.name=...); default jaas")
    String name() default "jaas";

    @AttributeDefinition(
            name = "Realm",
            description = "Name of the realm, as the JAAS configuration has it; default karaf, which is Karaf's own")
    String realm() default "karaf";

    @AttributeDefinition(
            name = "Classes of roles",
            description =
                    "Classes of the principals that are roles, by their full names; default those of Karaf for roles and"
                            + " groups")
    String[] roleClasses() default {
        "org.apache.karaf.jaas.boot.principal.RolePrincipal", "org.apache.karaf.jaas.boot.principal.GroupPrincipal"
    };

    @AttributeDefinition(
            name = "Roles that read",
            description =
                    "Roles whose members may list and read, * for everybody whom the realm lets in; default none. Who has"
                            + " a role of neither list is refused")
    String[] readRoles() default {};

    @AttributeDefinition(
            name = "Roles that write",
            description =
                    "Roles whose members may list, read, write and delete, * for everybody; default admin, manager")
    String[] writeRoles() default {"admin", "manager"};

    @AttributeDefinition(
            name = "Home",
            description =
                    "Where each user's tree starts, in exports that give homes; {user} stands for the account's name;"
                            + " default / for none")
    String home() default "/";

    @AttributeDefinition(
            name = "Log-ins at a time",
            description = "How many log-ins the realm is asked for at a time; default 4",
            min = "1",
            max = "256")
    int threads() default 4;

    @AttributeDefinition(
            name = "Timeout",
            description = "Seconds that the realm may take, and that a log-in waits for its turn at most; default 15",
            min = "1",
            max = "300")
    int timeoutSeconds() default 15;

    @AttributeDefinition(
            name = "Longest session",
            description =
                    "Seconds after which a session has to log in anew, since a realm can't tell who was disabled or has"
                            + " lost a role; 0 for never; default 0",
            min = "0",
            max = "604800")
    int sessionSeconds() default 0;
}
