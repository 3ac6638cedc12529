// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.SessionKeys;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SessionSetupResponse;
import io.fairlead.smb.protocol.Smb2Header;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The login that makes a connection a channel of a session, [MS-SMB2] 3.2.4.2.3 and 3.2.5.3.3. Whoever answers has to know the
 * session's key from the first answer on, so that nobody else gets what could be tried for the user's password or passed on.
 */
final class ChannelBinding {
    private final ClientConnection connection;
    private final Credentials credentials;
    private final Envelope envelope;
    private final PreauthHash hash;

    /** @param session SessionId and Session.SigningKey */
    ChannelBinding(ClientConnection connection, Credentials credentials, Envelope session) {
        this.connection = connection;
        this.credentials = credentials;
        envelope = session;
        hash = connection.agreement().preauth().copy();
    }

    /**
     * Logs in.
     *
     * @return what signs over the channel
     * @throws StatusException if the server refuses it
     * @throws SecurityRefusal if it is not the session's server
     */
    Signer run() throws IOException {
        LoginStart begun = LoginStart.of(
                credentials,
                connection.settings().serverName(),
                connection.agreement().hint());
        byte[] token = begun.token();
        while (true) {
            Answer answer = ask(token);
            boolean more = answer.is(NtStatus.MORE_PROCESSING_REQUIRED);
            if (!more && !answer.is(NtStatus.SUCCESS)) {
                throw new StatusException(Command.SESSION_SETUP, answer.status());
            }
            if (more) {
                prove(answer, envelope.signer());
            }
            SessionSetupResponse response = SessionSetupResponse.decode(answer.body());
            Optional<byte[]> next = response.securityBuffer().length == 0
                    ? Optional.empty()
                    : begun.initiator().step(response.securityBuffer());
            if (!more) {
                return bound(answer, response, begun);
            }
            hash.update(answer.message());
            token = next.orElseThrow(() -> new MalformedMessageException("a login that does not end"));
        }
    }

    private Answer ask(byte[] token) throws IOException {
        int mode = connection.settings().security().signingRequired()
                ? NegotiateRequest.SIGNING_REQUIRED
                : NegotiateRequest.SIGNING_ENABLED;
        SessionSetupRequest request = new SessionSetupRequest(SessionSetupRequest.BINDING, mode, 0, token, 0);
        Awaited sent = connection
                .send(envelope, List.of(new ClientRequest(Command.SESSION_SETUP, request)))
                .get(0);
        hash.update(sent.sent());
        return sent.awaitUnverified();
    }

    private Signer bound(Answer answer, SessionSetupResponse response, LoginStart begun) throws IOException {
        boolean other = (response.sessionFlags() & (SessionSetupResponse.IS_GUEST | SessionSetupResponse.IS_NULL)) != 0;
        if (other || !begun.initiator().hasKey()) {
            throw new SecurityRefusal("the server takes the user for somebody else");
        }
        Agreement agreement = connection.agreement();
        SessionKeys keys = SessionKeys.of(
                agreement.dialect().revision(),
                begun.initiator().sessionKey(),
                hash.value(),
                agreement.cipher().orElse(null));
        Signer signer = new Signer(agreement.signing(), keys.signing());
        prove(answer, signer);
        return signer;
    }

    private static void prove(Answer answer, Signer signer) throws SecurityRefusal {
        if (!answer.header().has(Smb2Header.SIGNED) || !signer.verify(answer.message(), true)) {
            throw new SecurityRefusal("whoever is at that address does not know the session's key");
        }
    }
}
