// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

/**
 * Counters of one server, each only ever growing but {@code openSessions}.
 *
 * @param sessions sessions begun
 * @param openSessions sessions now
 * @param refusedSessions connections refused by a limit
 * @param failedLogins logins refused
 * @param transfers files transferred whole
 * @param failedTransfers transfers that ended early
 * @param bytesIn content received
 * @param bytesOut content sent
 */
public record Statistics(
        long sessions,
        long openSessions,
        long refusedSessions,
        long failedLogins,
        long transfers,
        long failedTransfers,
        long bytesIn,
        long bytesOut) {}
