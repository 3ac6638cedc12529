// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import java.util.Map;

/** A service and its properties. */
record Found<T>(T service, Map<String, ?> properties) {
    /** The property as text, or a dash. */
    String property(String key) {
        Object value = properties.get(key);
        return value == null ? "-" : Text.of(value);
    }
}
