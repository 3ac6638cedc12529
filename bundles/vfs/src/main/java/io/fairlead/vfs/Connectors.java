// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.Connector;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds connectors on a plain class path. */
final class Connectors {
    private Connectors() {}

    /** The first connector that serves the scheme. */
    static Optional<Connector> known(String scheme, ClassLoader loader) {
        for (Connector connector : ServiceLoader.load(Connector.class, loader)) {
            if (connector.schemes().contains(scheme)) {
                return Optional.of(connector);
            }
        }
        return Optional.empty();
    }

    /**
     * The first connector that serves the scheme.
     *
     * @throws IllegalStateException if there is none
     */
    static Connector find(String scheme, ClassLoader loader) {
        return known(scheme, loader)
                .orElseThrow(() -> new IllegalStateException(
                        "no client for " + scheme + " on the class path; is fairlead-" + scheme + ".jar there?"));
    }
}
