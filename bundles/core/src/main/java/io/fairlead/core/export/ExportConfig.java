// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one Export; factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Fairlead export",
        description = "A storage, or a folder of it, made safe to serve by several servers at once")
public @interface ExportConfig {
    /** Factory PID. */
    String PID = "io.fairlead.export";

    @AttributeDefinition(description = "Name that servers refer to, as (export.name=...); default files")
    String name() default "files";

    @AttributeDefinition(
            name = "storage.target",
            description = "LDAP filter that picks the storage; default (storage.name=files)")
    String storage_target() default "(storage.name=files)";

    @AttributeDefinition(
            description = "Folder of the storage that becomes the root, as /a/b; default / for the whole storage")
    String path() default "/";

    @AttributeDefinition(description = "Whether all changes are refused; default false")
    boolean readOnly() default false;

    @AttributeDefinition(
            description = "Whether each user's tree starts at the user's home, seen from path; default false")
    boolean homes() default false;

    @AttributeDefinition(
            description = "Names never shown nor reachable, whatever folder they are in: * is any run of characters, ?"
                    + " any one, case does not matter; default none")
    String[] hidden() default {};

    @AttributeDefinition(
            description =
                    "Whether names that differ in case only are one: true also on a storage that tells them apart;"
                            + " auto or false as the storage has it; default auto",
            options = {
                @Option(label = "auto: as the storage has it", value = "auto"),
                @Option(label = "true: yes, on every storage", value = "true"),
                @Option(label = "false: no, unless the storage has it so", value = "false")
            })
    String caseInsensitive() default "auto";

    @AttributeDefinition(
            description =
                    "Bytes of content that the export may hold; with a bound it has no named streams; 0 for no bound; default 0")
    long quotaBytes() default 0;

    @AttributeDefinition(description = "Files, folders and links that the export may hold; 0 for no bound; default 0")
    long quotaFiles() default 0;

    @AttributeDefinition(
            description = "Bytes of content that each user's home may hold, which needs homes = true; 0 for no bound;"
                    + " default 0")
    long userQuotaBytes() default 0;

    @AttributeDefinition(
            description = "Files, folders and links that each user's home may hold, which needs homes = true; 0 for no"
                    + " bound; default 0")
    long userQuotaFiles() default 0;

    @AttributeDefinition(
            description = "Minutes after which what is used of a quota is counted again, on a storage that other"
                    + " programs change, too; 0 for never; default 60")
    int quotaRecountMinutes() default 60;

    @AttributeDefinition(
            description =
                    "Most that one session may hold, each as name=number with a number of at least 1: opens, locks"
                            + " (byte-range), watches (of folders), waits (calls that wait for others); what is not named keeps"
                            + " its default: opens=16384, locks=100000, watches=1024, waits=512")
    String[] limitsPerSession() default {};

    @AttributeDefinition(
            description =
                    "Most that one user, over all sessions, may hold, each as name=number with a number of at least 1: opens, locks"
                            + " (byte-range), watches (of folders), parked (opens that wait for their client to come back), waits (calls that wait for others); what is not named keeps"
                            + " its default: opens=65536, locks=200000, watches=4096, parked=16384, waits=2048")
    String[] limitsPerUser() default {};

    @AttributeDefinition(
            description =
                    "Most that one export, over all users, may hold, each as name=number with a number of at least 1: opens, locks"
                            + " (byte-range), watches (of folders), parked (opens that wait for their client to come back), waits (calls that wait for others); what is not named keeps"
                            + " its default: opens=500000, locks=1000000, watches=20000, parked=65536, waits=10000")
    String[] limitsPerExport() default {};
}
