// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What options of the command line mean for the keys of one file.
 *
 * @param kept by key; stays in the file when the option is not given again
 * @param lent by key, for this start alone, so that nothing stays open which somebody opened once; null where the option is
 *     not given, so that what an earlier start lent goes
 */
record KeyOptions(Map<String, String> kept, Map<String, String> lent) {
    KeyOptions() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Adds a key; null: not said. */
    KeyOptions keep(String key, Object value) {
        if (value != null) {
            kept.put(key, value.toString());
        }
        return this;
    }

    /** Adds a key; null: not said. */
    KeyOptions lend(String key, Object value) {
        lent.put(key, value == null ? null : value.toString());
        return this;
    }

    /** Whether anything was said. */
    boolean any() {
        return !kept.isEmpty() || lent.values().stream().anyMatch(value -> value != null);
    }
}
