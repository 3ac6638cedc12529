// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.ntlm.NtlmInitiator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The client's side of one login, RFC 4178, which offers one mechanism. Not thread-safe. */
public final class SpnegoInitiator {
    private final ClientMechanism mechanism;
    private byte[] mechTypeList;
    private boolean done;

    public SpnegoInitiator(ClientMechanism mechanism) {
        this.mechanism = mechanism;
    }

    public SpnegoInitiator(NtlmInitiator ntlm) {
        this(new NtlmClientMechanism(ntlm));
    }

    /**
     * Whether a server may take a mechanism.
     *
     * @param hint of its NEGOTIATE response; one that is empty tells nothing, so it may
     * @throws MalformedMessageException if it is none
     */
    public static boolean mayTake(byte[] hint, List<Oid> names) throws MalformedMessageException {
        return hint.length == 0
                || NegTokenInit.decode(hint).mechanisms().stream().anyMatch(names::contains);
    }

    /**
     * The first token.
     *
     * @param hint of the server's NEGOTIATE response; may be empty
     * @throws MalformedMessageException if it is none, or does not name the mechanism
     * @throws IOException what the mechanism throws
     */
    public byte[] first(byte[] hint) throws IOException {
        if (!mayTake(hint, mechanism.names())) {
            throw new MalformedMessageException("the server does not take the mechanism of the login");
        }
        List<Oid> offered = List.of(mechanism.names().get(0));
        byte[] token = new NegTokenInit(offered, Optional.of(mechanism.first()), Optional.empty()).encode();
        mechTypeList = NegTokenInit.mechTypeList(token);
        return token;
    }

    /**
     * Takes the server's next token.
     *
     * @return what is to be sent; empty at the end
     * @throws MalformedMessageException if it is none that can come now, or the server has rejected the login or signed
     *     another list of mechanisms
     * @throws IOException what the mechanism throws
     */
    public Optional<byte[]> step(byte[] token) throws IOException {
        NegTokenResp response = NegTokenResp.decode(token);
        NegTokenResp.State state = response.state().orElse(NegTokenResp.State.ACCEPT_INCOMPLETE);
        if (done || state == NegTokenResp.State.REJECT) {
            throw new MalformedMessageException(done ? "a token after the end of a login" : "the server gave up");
        }
        if (response.supportedMechanism()
                .filter(each -> !mechanism.names().contains(each))
                .isPresent()) {
            throw new MalformedMessageException("the server chose what was not offered");
        }
        if (!mechanism.done()) {
            byte[] inner = response.responseToken()
                    .orElseThrow(() -> new MalformedMessageException("NegTokenResp without responseToken"));
            Optional<byte[]> answer = mechanism.step(inner);
            if (answer.isPresent()) {
                byte[] mic = mechanism.sign(mechTypeList);
                return Optional.of(
                        new NegTokenResp(Optional.empty(), Optional.empty(), answer, Optional.of(mic)).encode());
            }
        }
        finish(state, response.mechListMic());
        return Optional.empty();
    }

    private void finish(NegTokenResp.State state, Optional<byte[]> mic) throws MalformedMessageException {
        if (state != NegTokenResp.State.ACCEPT_COMPLETED || !mechanism.done()) {
            throw new MalformedMessageException("a login that does not end");
        }
        if (mic.isPresent() && !mechanism.verify(mic.get(), mechTypeList)) {
            throw new MalformedMessageException("wrong mechListMIC: the list of mechanisms was changed on the way");
        }
        done = true;
    }

    /** Whether the server has let us in. */
    public boolean done() {
        return done;
    }

    /** Whether the mechanism has come to a key, with which the server proves in its last answer that it has it, too. */
    public boolean hasKey() {
        return mechanism.done();
    }

    /**
     * All of the session key.
     *
     * @throws IllegalStateException before the server's challenge was answered
     */
    public byte[] sessionKey() {
        return mechanism.sessionKey();
    }
}
