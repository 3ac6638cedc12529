// SPDX-License-Identifier: Apache-2.0
/**
 * An SMB 2.0.2 to 3.1.1 server over Exports, [MS-SMB2]. Start at {@link io.fairlead.smb.server.SmbServer}, and for what it
 * does with a message at {@link io.fairlead.smb.server.command.Dispatcher}.
 */
package io.fairlead.smb.server;
