// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import java.util.Locale;

/** What is counted. */
public enum Quantity {
    /** Opens, parked ones among them. */
    OPENS,
    /** Byte-range locks. */
    LOCKS,
    /** Watches of folders. */
    WATCHES,
    /** Opens that wait for their client to come back; a session has none. */
    PARKED,
    /** Calls that wait for a lock, for a lease to be broken, or for a name. */
    WAITS;

    /** As configurations name it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
