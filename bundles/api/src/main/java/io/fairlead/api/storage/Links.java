// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/** What the last name of a path stands for, where it is a symbolic link. A link on the way to it is always followed. */
public enum Links {
    /** What the link leads to, through any number of further links; as stat(2) has it. */
    FOLLOW,
    /** The link, whether it leads somewhere or not; as lstat(2) has it. */
    ITSELF
}
