// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * Which clients are served. A network in {@code refused} never is; with nothing in {@code allowed} everybody else is.
 *
 * @param allowed networks
 * @param refused networks
 */
record AccessList(List<AddressRange> allowed, List<AddressRange> refused) {
    /** Serves everybody. */
    static final AccessList EVERYBODY = new AccessList(List.of(), List.of());

    AccessList {
        allowed = List.copyOf(allowed);
        refused = List.copyOf(refused);
    }

    boolean permits(InetAddress client) {
        return refused.stream().noneMatch(network -> network.contains(client))
                && (allowed.isEmpty() || allowed.stream().anyMatch(network -> network.contains(client)));
    }
}
