// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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
}
