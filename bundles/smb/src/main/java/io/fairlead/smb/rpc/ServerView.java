// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import java.time.Instant;
import java.util.List;

/** What the services tell of a server; the values are those of the moment. Thread-safe. */
public interface ServerView {
    /** What it is called, as NetBIOS has it. */
    String computerName();

    /** What of it the caller may see. */
    List<ShareInfo> shares();

    /** Who is connected, as far as the caller may see. */
    List<SessionInfo> sessions();

    /** What is open, as far as the caller may see. */
    List<FileInfo> files();

    /** Whether the caller may see sessions and files of others. */
    boolean administrator();

    /**
     * A share.
     *
     * @param type of [MS-SRVS] 2.2.2.4
     * @param most sessions at one time
     * @param uses sessions now
     */
    record ShareInfo(String name, long type, String comment, long most, long uses) {
        public static final long UNLIMITED = 0xffff_ffffL;
        public static final long DISK = 0;
        public static final long IPC = 3;
        /** STYPE_SPECIAL: not shown to users. */
        public static final long SPECIAL = 0x8000_0000L;
    }

    /** A session, [MS-SRVS] 2.2.4.16. */
    record SessionInfo(String client, String user, int opens, Instant since, long idleSeconds) {}

    /**
     * An open file, [MS-SRVS] 2.2.4.7.
     *
     * @param permissions what it is open for: 1 to read, 2 to write, 4 to create
     */
    record FileInfo(long id, int permissions, String path, String user, int locks) {}
}
