// SPDX-License-Identifier: Apache-2.0
/**
 * What the server remembers, a class for each object of [MS-SMB2] 3.3.1: Connection, Session, TreeConnect, Open. Start at
 * {@link io.fairlead.smb.server.state.Connection}.
 */
package io.fairlead.smb.server.state;
