// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/** Who follows the symbolic links of a volume; chosen when it is mounted ({@link Storage#mount(
 * io.fairlead.api.auth.Identity, LinkPolicy)}). */
public enum LinkPolicy {
    /** The storage follows them, as long as they stay inside the storage. */
    FOLLOW,
    /**
     * The caller does. The storage follows none: a call whose path meets one, on the way or (with {@link Links#FOLLOW})
     * at its end, throws {@link LinkEncountered}. For a caller that knows rules the storage does not: the root that a
     * user may not leave, names that are hidden.
     */
    STOP
}
