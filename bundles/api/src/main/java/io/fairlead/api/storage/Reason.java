// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * Why a storage or an Export refused. Every protocol maps it by one exhaustive {@code switch}; a new constant does not
 * compile until each of them answers.
 */
public enum Reason {
    /** Nothing of that name, though its parent exists. */
    NOT_FOUND,
    /** A folder on the way does not exist. */
    PARENT_NOT_FOUND,
    /** The name is taken, and the call was not to replace it. */
    EXISTS,
    /** A file was asked for, and a directory is there. */
    IS_DIRECTORY,
    /** A directory was asked for (or stands in the middle of the path), and something else is there. */
    NOT_DIRECTORY,
    /** A directory with entries can't be deleted or replaced. */
    NOT_EMPTY,
    /** This user may not do this here. */
    ACCESS_DENIED,
    /** The storage, or the way it is exported, takes no changes from anybody. */
    READ_ONLY,
    /** This one file takes no changes: it carries {@link Attributes#READ_ONLY}. */
    READ_ONLY_FILE,
    /** Another open does not share what was asked for; trying again later may succeed. */
    IN_USE,
    /** The file is going to be deleted when its last open closes; until then nothing of that name can be opened. */
    DELETE_PENDING,
    /** A byte-range lock of another open covers the range; trying again later may succeed. */
    LOCKED,
    /** The medium is full. */
    NO_SPACE,
    /** The user's quota is used up. */
    QUOTA,
    /** The storage cannot hold such a name (characters, length, reserved words). */
    NAME_INVALID,
    /** The storage lacks the capability; see {@link Storage.Feature}. */
    NOT_SUPPORTED,
    /** The open node's file is gone, or the node, volume or storage was closed. */
    STALE,
    /** The storage's service left, or its remote end cannot be reached; trying again later may succeed. */
    UNAVAILABLE,
    /** The caller ended its own wait; nothing has changed. */
    CANCELLED,
    /** The session, its user or the whole has as many opens, locks or watches as it may have. */
    TOO_MANY,
    /** Anything else that went wrong below: the cause tells. */
    IO
}
