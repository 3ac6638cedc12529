// SPDX-License-Identifier: Apache-2.0
/**
 * The client's end of a connection, [MS-SMB2] 3.2: NEGOTIATE, sessions, trees, and requests of which many are on their way at
 * once. Knows nothing of files. Start at {@link io.fairlead.smb.client.connection.ClientConnection}.
 */
package io.fairlead.smb.client.connection;
