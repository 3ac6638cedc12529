// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;

/**
 * What sessions are counted by: a user; nobody in particular is another one at each place, or else one address could take
 * the seats of all who are anonymous.
 *
 * @param user name of the account
 * @param origin of an anonymous one, see {@link Peer#origin()}; else empty
 */
record Seat(String user, String origin) {
    static Seat of(Identity identity, Peer peer) {
        boolean nobody = identity.name().equals(Identity.ANONYMOUS.name());
        return new Seat(identity.name(), nobody ? peer.origin() : "");
    }
}
