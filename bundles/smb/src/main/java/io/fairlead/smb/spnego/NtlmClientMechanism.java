// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.ntlm.NtlmInitiator;
import java.util.List;
import java.util.Optional;

/** NTLM as a mechanism, [MS-NLMP] 3.1. */
public final class NtlmClientMechanism implements ClientMechanism {
    private final NtlmInitiator ntlm;
    private boolean answered;

    public NtlmClientMechanism(NtlmInitiator ntlm) {
        this.ntlm = ntlm;
    }

    @Override
    public List<Oid> names() {
        return List.of(Oid.NTLM);
    }

    @Override
    public byte[] first() {
        return ntlm.negotiate();
    }

    @Override
    public Optional<byte[]> step(byte[] token) throws MalformedMessageException {
        byte[] answer = ntlm.authenticate(token);
        answered = true;
        return Optional.of(answer);
    }

    @Override
    public boolean done() {
        return answered;
    }

    @Override
    public byte[] sessionKey() {
        return ntlm.sessionKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return ntlm.sign(message);
    }

    @Override
    public boolean verify(byte[] signature, byte[] message) {
        return ntlm.verify(signature, message);
    }
}
