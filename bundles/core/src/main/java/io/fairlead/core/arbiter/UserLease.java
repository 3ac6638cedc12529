// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.Lease;

/**
 * What a lease is found by. Clients choose their keys themselves, and ClientGuids are sent in clear: so a key names nothing of
 * another user's.
 *
 * @param user name of whose it is
 * @param key chosen by the user's client
 */
public record UserLease(String user, Lease.Key key) {}
