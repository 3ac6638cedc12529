// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import java.util.Set;

/**
 * A configuration that somebody gave.
 *
 * @param pid with its name, for one of a factory
 * @param factoryPid null if it is none of a factory
 * @param file where it stands, without its folder; null if in none
 * @param keys as they are spelled
 */
record Given(String pid, String factoryPid, String file, Set<String> keys) {
    /** What it is for. */
    String kind() {
        return factoryPid == null ? pid : factoryPid;
    }
}
