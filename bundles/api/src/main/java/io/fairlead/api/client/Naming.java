// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import java.util.Map;
import java.util.Set;

/**
 * What URIs of a connector may hold besides host, port and path. Immutable.
 *
 * @param users whether user and password
 * @param folders whether paths can name folders; else there are only files, found by their names
 * @param parameters what may stand behind the path as {@code ;name=value}, with the values there are, in lower case
 */
public record Naming(boolean users, boolean folders, Map<String, Set<String>> parameters) {
    /** Users and folders, no parameters. */
    public static final Naming USUAL = new Naming(true, true, Map.of());

    /** Keeps copies. */
    public Naming {
        parameters = Map.copyOf(parameters);
    }
}
