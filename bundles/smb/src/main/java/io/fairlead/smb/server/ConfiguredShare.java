// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.smb.server.state.Share;
import java.util.Optional;
import java.util.Set;

/**
 * A share as its configuration has it at the moment, for the servers of the same bundle: a service that none but they can see,
 * modified with the configuration. Thread-safe.
 */
final class ConfiguredShare {
    /** Service property: its name. */
    static final String NAME = "share.name";

    private volatile Offer offer;

    private record Offer(Share share, Set<String> servers) {}

    /** @param servers names of those that offer it; none: all do */
    void offer(Share share, Set<String> servers) {
        offer = new Offer(share, servers);
    }

    /** It is not offered any more. Otherwise it goes on, though the service has gone: its servers drain. */
    void withdraw() {
        offer = null;
    }

    boolean isWithdrawn() {
        return offer == null;
    }

    /** What a server offers; empty if nothing. */
    Optional<Share> of(String server) {
        Offer present = offer;
        boolean offers = present != null
                && (present.servers().isEmpty() || present.servers().contains(server));
        return offers ? Optional.of(present.share()) : Optional.empty();
    }
}
