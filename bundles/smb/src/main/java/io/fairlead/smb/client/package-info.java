// SPDX-License-Identifier: Apache-2.0
/**
 * The SMB client: a server's shares, or a folder in one, as a storage. Here are volumes, nodes and uploads; what they stand on,
 * down to the connection of [MS-SMB2] 3.2, is below, in packages that know nothing of this one. Start at
 * {@link io.fairlead.smb.client.SmbConnector}.
 */
package io.fairlead.smb.client;
