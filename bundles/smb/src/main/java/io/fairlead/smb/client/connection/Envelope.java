// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.Signer;

/**
 * What the header of a request says, and how it is protected.
 *
 * @param sessionId 0 before there is one
 * @param treeId 0 outside of a tree
 * @param signer null if it is not signed
 * @param cipher null if it is not encrypted; an encrypted one is not signed ([MS-SMB2] 3.1.4.1)
 */
record Envelope(long sessionId, int treeId, Signer signer, MessageCipher cipher) {
    static final Envelope NONE = new Envelope(0, 0, null, null);

    boolean signs() {
        return signer != null && cipher == null;
    }
}
