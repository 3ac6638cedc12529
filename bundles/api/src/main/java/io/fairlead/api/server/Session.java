// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import io.fairlead.api.auth.Peer;
import java.time.Instant;

/**
 * A session as a console shows it.
 *
 * @param id unique within the server's life
 * @param peer who is at the other end
 * @param user account name, empty before login
 * @param since when it connected
 * @param lastActive last command or byte
 * @param activity what it does now, for people; empty when idle
 * @param bytesIn content received
 * @param bytesOut content sent
 */
public record Session(
        String id,
        Peer peer,
        String user,
        Instant since,
        Instant lastActive,
        String activity,
        long bytesIn,
        long bytesOut) {}
