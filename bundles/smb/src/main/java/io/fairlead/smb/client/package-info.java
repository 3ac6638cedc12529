// SPDX-License-Identifier: Apache-2.0
/**
 * The SMB client: a server's shares, or a folder in one, as a storage. Of [MS-SMB2] 3.2 here is what concerns files; the
 * connection is below. Start at {@link io.fairlead.smb.client.SmbConnector}.
 */
package io.fairlead.smb.client;
