// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of [MS-SMB2], a record each, both ways, so that client and server share them. A record holds the body; the
 * header is apart, for compounds and asynchronous replies are the dispatcher's business. Start at
 * {@link io.fairlead.smb.protocol.Command}.
 */
package io.fairlead.smb.protocol;
