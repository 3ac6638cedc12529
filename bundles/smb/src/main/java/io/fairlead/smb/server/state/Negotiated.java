// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Capabilities;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NegotiateResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a NEGOTIATE came to, [MS-SMB2] 3.3.1.7; fixed for the connection.
 *
 * @param dialect spoken
 * @param clientGuid names the client
 * @param clientSecurityMode as the client sent it, for VALIDATE_NEGOTIATE_INFO, as the next two
 * @param clientCapabilities as sent
 * @param clientDialects as offered
 * @param securityMode as it was answered, for VALIDATE_NEGOTIATE_INFO
 * @param capabilities as they were answered
 * @param limits of what may be asked for at once
 * @param signing algorithm of signatures
 * @param cipher of encryption; empty if the client can't, or must not
 */
public record Negotiated(
        Dialect dialect,
        UUID clientGuid,
        int clientSecurityMode,
        int clientCapabilities,
        List<Integer> clientDialects,
        int securityMode,
        int capabilities,
        NegotiateResponse.Limits limits,
        SigningAlgorithm signing,
        Optional<CipherAlgorithm> cipher) {

    /** Whether a request may take more than one credit, [MS-SMB2] 3.3.5.2.5. */
    public boolean multiCredit() {
        return (capabilities & Capabilities.LARGE_MTU) != 0;
    }
}
