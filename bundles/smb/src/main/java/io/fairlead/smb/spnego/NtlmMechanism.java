// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.ntlm.NtlmAcceptor;
import io.fairlead.smb.ntlm.ServerNames;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** NTLM as a mechanism, [MS-NLMP] 3.2. */
public final class NtlmMechanism implements Mechanism {
    private final NtlmAcceptor acceptor;
    private final NtlmAcceptor.Verifier verifier;
    private boolean challenged;

    /** @param verifier asked on the thread that calls {@link #step}, and may block it */
    public NtlmMechanism(ServerNames names, Clock clock, NtlmAcceptor.Verifier verifier) {
        acceptor = new NtlmAcceptor(names, clock);
        this.verifier = verifier;
    }

    @Override
    public List<Oid> names() {
        return List.of(Oid.NTLM);
    }

    @Override
    public boolean ownsRaw(byte[] token) {
        return NtlmAcceptor.isMessage(token);
    }

    @Override
    public Step step(byte[] token) throws MalformedMessageException, AuthenticationException {
        if (!challenged) {
            challenged = true;
            return Step.more(acceptor.challenge(token));
        }
        NtlmAcceptor.Accepted accepted = acceptor.authenticate(token, verifier);
        return Step.done(new byte[0], login(accepted));
    }

    private static Login login(NtlmAcceptor.Accepted accepted) {
        String domain = accepted.domain();
        String account = domain.isEmpty() ? accepted.user() : domain + "\\" + accepted.user();
        return new Login(
                accepted.authentication(),
                accepted.sessionKey(),
                account,
                accepted.anonymous(),
                Optional.of(new Authentication.Signatures() {
                    @Override
                    public byte[] sign(byte[] message) {
                        return accepted.sign(message);
                    }

                    @Override
                    public boolean verify(byte[] signature, byte[] message) {
                        return accepted.verify(signature, message);
                    }
                }));
    }
}
