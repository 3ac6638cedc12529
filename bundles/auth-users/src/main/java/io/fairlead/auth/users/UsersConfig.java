// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one authenticator over a file of users. */
@ObjectClassDefinition(name = "Fairlead users", description = "Authenticator over a text file of users")
@interface UsersConfig {
    String PID = "io.fairlead.auth.users";

    @AttributeDefinition(description = "Name that servers refer to, as (authenticator.name=...); default users")
    String name() default "users";

    @AttributeDefinition(description = "Path of the file of users; changes are taken over within a second; no default")
    String file() default "";

    @AttributeDefinition(
            description =
                    "Name of a user who is made when the file does not exist yet; the password waits in FILE.password,"
                            + " for the server's own user alone; default none")
    String firstUser() default "";

    @AttributeDefinition(
            description =
                    "Whether the first user gets an NT hash, too, which SMB needs and whose owner needs no password;"
                            + " default false")
    boolean firstUserNtlm() default false;

    @AttributeDefinition(
            description =
                    "Seconds for which a password that was right need not be hashed again (a keyed hash of it stays"
                            + " in memory); 0 for never; default 300",
            min = "0",
            max = "86400")
    int cacheSeconds() default 300;
}
