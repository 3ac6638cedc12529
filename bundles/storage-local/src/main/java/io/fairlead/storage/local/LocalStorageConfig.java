// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.storage.local.folder.FolderCache;
import io.fairlead.storage.local.snapshot.SnapshotNames;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one storage; factory PID {@value #PID}. */
@ObjectClassDefinition(name = "Fairlead storage on a folder", description = "A folder of this machine as a storage")
public @interface LocalStorageConfig {
    /** Factory PID. */
    String PID = "io.fairlead.storage.local";

    @AttributeDefinition(description = "Name that exports refer to, as (storage.name=...); default files")
    String name() default "files";

    @AttributeDefinition(
            description = "Folder to serve; a relative one starts at the process's working folder. There is no default")
    String path() default "";

    @AttributeDefinition(description = "Whether a missing folder is made, parents included; default false")
    boolean createPath() default false;

    @AttributeDefinition(description = "Whether all changes are refused; default false")
    boolean readOnly() default false;

    @AttributeDefinition(
            description =
                    "What is on stable storage before an upload replaces a file: none, data (its content) or full "
                            + "(its content, then its name); default data",
            options = {
                @Option(label = "none: nothing", value = "none"),
                @Option(label = "data: the content", value = "data"),
                @Option(label = "full: the content, then the name", value = "full")
            })
    String sync() default "data";

    @AttributeDefinition(
            description =
                    "Symbolic links: inside (followed as long as they stay in the folder) or refuse; default inside",
            options = {
                @Option(label = "inside: followed inside the folder", value = "inside"),
                @Option(label = "refuse: refused", value = "refuse")
            })
    String symlinks() default "inside";

    @AttributeDefinition(
            description = "Permission bits that new files and folders do not get, octal, 000 to 777, in place of the "
                    + "process's own umask; default 022")
    String umask() default "022";

    @AttributeDefinition(
            description = "Whether names that differ only in case are one file: auto (tried out), true or false; "
                    + "default auto",
            options = {
                @Option(label = "auto: as the file system has it", value = "auto"),
                @Option(label = "true: yes", value = "true"),
                @Option(label = "false: no", value = "false")
            })
    String caseInsensitive() default "auto";

    @AttributeDefinition(
            description =
                    "Whether listings carry the names of owner and group, at the cost of two look-ups of accounts "
                            + "per file; default false")
    boolean owners() default false;

    @AttributeDefinition(
            description =
                    "Existing folders that are never served, told by device and inode, so also after a rename and "
                            + "behind links and mounts; default none")
    String[] exclude() default {};

    @AttributeDefinition(
            description =
                    "How many folders below the root are kept open until they were not used for 5 seconds, each by "
                            + "two descriptors of the process; -1 for an eighth of the descriptors that it may have, "
                            + "and 1024 at the most; default -1",
            min = "-1",
            max = "65536")
    int keptFolders() default FolderCache.AS_MANY_AS_FIT;

    @AttributeDefinition(
            description =
                    "Where snapshots of the folder lie, for Previous Versions: a path with one folder * for their "
                            + "names, such as .zfs/snapshot/* or .snapshots/*/snapshot; a relative one starts at the folder. "
                            + "What is before the * must exist and is not served itself; default none")
    String snapshots() default "";

    @AttributeDefinition(
            description = "How the names of snapshots tell their times, in UTC: %Y %m %d %H %M %S, or %s for seconds "
                    + "since 1970, %% for %, up to four * for any text, the rest as it is; or snapper, which keeps the "
                    + "time in info.xml; default " + SnapshotNames.DEFAULT)
    String snapshotNames() default SnapshotNames.DEFAULT;

    @AttributeDefinition(
            description = "What this storage is called on every machine that serves the same files, so that they agree "
                    + "on the identity of files; default local: and the real path of the folder")
    String id() default "";
}
