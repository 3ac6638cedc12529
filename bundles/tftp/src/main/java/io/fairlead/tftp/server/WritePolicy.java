// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

/** What clients may write. */
public enum WritePolicy {
    /** Nothing. */
    NONE,
    /** Files that exist; as tftpd-hpa without {@code --create}. */
    EXISTING,
    /** Files that do not exist yet. */
    CREATE,
    /** Both; as tftpd-hpa with {@code --create}. */
    REPLACE,
    /** Both; what is replaced is kept as {@code name.~1~}, before that {@code name.~2~}, and so on. */
    VERSIONED
}
