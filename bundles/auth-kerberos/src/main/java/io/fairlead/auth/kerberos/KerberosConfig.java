// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one authenticator over a keytab. */
@ObjectClassDefinition(
        name = "Fairlead Kerberos",
        description =
                "Authenticator that takes Kerberos tickets by the keys of a keytab, for SMB; passwords and NTLM go on to"
                        + " the authenticator that has the accounts")
@interface KerberosConfig {
    String PID = "io.fairlead.auth.kerberos";

    @AttributeDefinition(
            name = "Name",
            description = "Name that servers refer to, as (authenticator.name=...); default kerberos")
    String name() default "kerberos";

    @AttributeDefinition(
            name = "Keytab",
            description = "Path of the keytab with the service's keys; followed while it is replaced; no default")
    String keytab();

    @AttributeDefinition(
            name = "Principal",
            description =
                    "The service's principal, as cifs/files.example.com@EXAMPLE.COM; default none, for every principal"
                            + " of the keytab")
    String principal() default "";

    @AttributeDefinition(
            name = "Realms",
            description =
                    "Realms whose users are let in, and the account that each user has, as OTHER.COM=other-{user};"
                            + " {user} is the name before the @, and what an entry without = means; default none, for the users of"
                            + " the service's own realm")
    String[] realms() default {};

    @AttributeDefinition(
            name = "Accounts",
            description =
                    "Filter for the authenticator that has the accounts: their groups, homes, rights and limits. It is"
                            + " asked for passwords and NTLM, too. Not used with readUsers or writeUsers; default"
                            + " (authenticator.name=users)")
    String accounts_target() default "(authenticator.name=users)";

    @AttributeDefinition(
            name = "Users who read",
            description =
                    "Accounts that may list and read, * for everybody with a ticket; with this or writeUsers no other"
                            + " authenticator is asked; default none")
    String[] readUsers() default {};

    @AttributeDefinition(
            name = "Users who write",
            description = "Accounts that may list, read, write and delete, * for everybody with a ticket; default none")
    String[] writeUsers() default {};

    @AttributeDefinition(
            name = "Home",
            description =
                    "Where the tree of each user of readUsers and writeUsers starts, in exports that give homes; {user}"
                            + " stands for the account's name; default / for none")
    String home() default "/";
}
