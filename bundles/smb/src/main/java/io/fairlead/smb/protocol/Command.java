// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import java.util.Optional;

/** The commands of [MS-SMB2] 2.2.1.2, in the order of their codes. */
public enum Command {
    NEGOTIATE,
    SESSION_SETUP,
    LOGOFF,
    TREE_CONNECT,
    TREE_DISCONNECT,
    CREATE,
    CLOSE,
    FLUSH,
    READ,
    WRITE,
    LOCK,
    IOCTL,
    CANCEL,
    ECHO,
    QUERY_DIRECTORY,
    CHANGE_NOTIFY,
    QUERY_INFO,
    SET_INFO,
    OPLOCK_BREAK;

    private static final Command[] BY_CODE = values();

    /** What goes over the wire. */
    public int code() {
        return ordinal();
    }

    /** The command of a code; empty if there is none. */
    public static Optional<Command> of(int code) {
        return code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
