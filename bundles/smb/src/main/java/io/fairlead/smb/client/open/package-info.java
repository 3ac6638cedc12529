// SPDX-License-Identifier: Apache-2.0
/**
 * The server's files as this client has them open, [MS-SMB2] 3.2.1.6: opens that outlive a connection, what is cached of them
 * under leases, what is on its way to and from them, and the link to the server that carries all of it. Start at
 * {@link io.fairlead.smb.client.open.ShareFiles} and {@link io.fairlead.smb.client.open.RemoteHandle}.
 */
package io.fairlead.smb.client.open;
