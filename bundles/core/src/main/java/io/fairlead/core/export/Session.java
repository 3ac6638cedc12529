// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;

/**
 * Whose open it is.
 *
 * @param export through which
 * @param user who
 * @param peer from where; null for a caller without one
 */
record Session(ArbitratedExport export, Identity user, Peer peer) {
    String peerText() {
        return peer == null ? "" : peer.toString();
    }

    @Override
    public String toString() {
        return peer == null ? user.name() : user.name() + " by " + peer;
    }
}
