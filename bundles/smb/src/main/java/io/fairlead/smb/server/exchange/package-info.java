// SPDX-License-Identifier: Apache-2.0
/**
 * A message with its requests, and the answers to it, [MS-SMB2] 3.3.4.1 and 3.3.5.2: what each needs before it is served, compounds,
 * what waits, leases that break meanwhile. What a command does it knows by the table that it is given. Start at
 * {@link io.fairlead.smb.server.exchange.Exchange}.
 */
package io.fairlead.smb.server.exchange;
