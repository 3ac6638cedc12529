// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one SMB share; factory PID {@value #PID}. */
@ObjectClassDefinition(name = "Fairlead SMB share", description = "An export, by the name that SMB clients connect to")
public @interface SmbShareConfig {
    /** Factory PID. */
    String PID = "io.fairlead.smb.share";

    @AttributeDefinition(
            description =
                    "Name that clients connect to, as in \\\\host\\files; case does not matter, and one that ends in $"
                            + " is not shown by clients; default files")
    String name() default "files";

    @AttributeDefinition(description = "What clients show beside the name; default none")
    String comment() default "";

    @AttributeDefinition(
            name = "export.target",
            description = "LDAP filter that picks the export; default (export.name=files)")
    String export_target() default "(export.name=files)";

    @AttributeDefinition(description = "Names of the SMB servers that offer it; none named: every one; default none")
    String[] servers() default {};

    @AttributeDefinition(
            description =
                    "Whether only encrypted requests are answered, which keeps out clients before SMB 3; default false")
    boolean encrypt() default false;

    @AttributeDefinition(description = "Whether nobody changes anything through this share; default false")
    boolean readOnly() default false;

    @AttributeDefinition(
            description =
                    "Whether listings leave out files and folders that their security descriptor does not let the user read;"
                            + " default false")
    boolean hideUnreadable() default false;

    @AttributeDefinition(
            description =
                    "Whether the server follows symbolic links, as long as they stay inside; false: clients are told where"
                            + " they lead, and follow by themselves, as Windows servers have it; default true")
    boolean followLinks() default true;

    @AttributeDefinition(
            description =
                    "Accounts, and groups as @group, that may connect; none named: everybody who can log in; default"
                            + " none")
    String[] allow() default {};

    @AttributeDefinition(
            description =
                    "What clients may keep for when they are offline: manual (files that the user picks), auto (files"
                            + " that were opened), programs (the same, and run from there) or none; default manual",
            options = {
                @Option(label = "manual", value = "manual"),
                @Option(label = "auto", value = "auto"),
                @Option(label = "programs", value = "programs"),
                @Option(label = "none", value = "none")
            })
    String caching() default "manual";

    @AttributeDefinition(
            description = "Sessions that may be connected at one time; 0 for any number; default 0",
            min = "0")
    int maxSessions() default 0;
}
