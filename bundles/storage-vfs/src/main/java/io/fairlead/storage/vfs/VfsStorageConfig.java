// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one storage; factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Fairlead storage on a Commons VFS URL",
        description = "Whatever Commons VFS reaches, served again: one protocol in front of another")
public @interface VfsStorageConfig {
    /** Factory PID. */
    String PID = "io.fairlead.storage.vfs";

    @AttributeDefinition(
            name = "Name",
            description = "Name that exports refer to, as (storage.name=...); default remote")
    String name() default "remote";

    @AttributeDefinition(
            name = "URL",
            description = "Where the tree is: the URL of a folder as Commons VFS writes it, for instance"
                    + " sftp://host/srv/files, ftp://host/, zip:file:///srv/docs.zip or ram:///; not of a server in this"
                    + " process, and not file:, for which there is io.fairlead.storage.local; no default")
    String url() default "";

    @AttributeDefinition(name = "User", description = "Account at the other end, unless the URL names it; default none")
    String user() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Password of the account; never logged; default none",
            type = AttributeType.PASSWORD)
    String password() default "";

    @AttributeDefinition(
            name = "Options",
            description =
                    "Options of the scheme's provider, each as name=value, as its FileSystemConfigBuilder has them without"
                            + " \"set\", for instance verifyHostName=false; an unknown one is refused; default none")
    String[] options() default {};
}
