// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.crypto.Signer;

/**
 * A connection of a session, [MS-SMB2] 3.2.1.8.
 *
 * @param signer Channel.SigningKey; null for a session without a key
 */
record Channel(ClientConnection connection, Signer signer) {}
