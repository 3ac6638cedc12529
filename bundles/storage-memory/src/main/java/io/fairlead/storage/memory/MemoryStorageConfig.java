// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one storage; factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Fairlead storage in memory",
        description = "A tree of files in memory, empty at the start and gone with the process")
public @interface MemoryStorageConfig {
    /** Factory PID. */
    String PID = "io.fairlead.storage.memory";

    @AttributeDefinition(description = "Name that exports refer to, as (storage.name=...); default memory")
    String name() default "memory";

    @AttributeDefinition(
            description = "Memory for the contents of files, in bytes; beyond it writes are refused; default 256 MiB",
            min = "1")
    long maxBytes() default 256L << 20;

    @AttributeDefinition(
            description =
                    "Whether names that differ only in case are one file; default false. Changing it empties the tree")
    boolean caseInsensitive() default false;
}
