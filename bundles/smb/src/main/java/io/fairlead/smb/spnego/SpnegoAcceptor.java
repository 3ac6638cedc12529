// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.spnego.Mechanism.Step;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of one login, RFC 4178 with [MS-SPNG]: agrees on a mechanism, passes its tokens, and makes sure that
 * nobody has changed the list of mechanisms on the way. A client that sends NTLM or Kerberos without SPNEGO gets the same
 * back. Not thread-safe.
 */
public final class SpnegoAcceptor {
    private static final int MOST_TOKENS = 8; // NTLM needs two, three when it was not the client's first choice

    private final List<Mechanism> mechanisms;
    private Mechanism chosen;
    private Oid chosenName;
    private boolean raw;
    private boolean firstChoice;
    private byte[] mechTypeList;
    private Login unproved; // has logged in, but the client has yet to prove the list of mechanisms
    private int tokens;
    private boolean over;

    /** @param mechanisms made for this login */
    public SpnegoAcceptor(List<Mechanism> mechanisms) {
        this.mechanisms = List.copyOf(mechanisms);
    }

    /** The token of a NEGOTIATE response, by which a server tells what it has, ours first. */
    public static byte[] hint(List<Oid> mechanisms) {
        return new NegTokenInit(mechanisms, Optional.empty(), Optional.empty()).encodeHint();
    }

    /**
     * Takes the client's next token.
     *
     * @return what is to be sent, and the login when it is done. After an exception the login is over.
     * @throws MalformedMessageException if it is none that can come now
     * @throws AuthenticationException if there is no mechanism in common; if the mechanism refuses the login; if the list
     *     of mechanisms was changed on the way, or nothing proves that it was not
     */
    public Step step(byte[] token) throws MalformedMessageException, AuthenticationException {
        if (over || ++tokens > MOST_TOKENS) {
            throw new MalformedMessageException("a token after the end of a login");
        }
        over = true; // until something better is known
        Step step = chosen == null ? first(token) : next(token);
        over = step.login().isPresent();
        return step;
    }

    private Step first(byte[] token) throws MalformedMessageException, AuthenticationException {
        Optional<Mechanism> owner =
                mechanisms.stream().filter(each -> each.ownsRaw(token)).findFirst();
        if (owner.isPresent()) {
            chosen = owner.get();
            raw = true;
            return chosen.step(token);
        }
        if (!NegTokenInit.is(token)) {
            throw new MalformedMessageException("a first token that is none");
        }
        NegTokenInit init = NegTokenInit.decode(token);
        mechTypeList = NegTokenInit.mechTypeList(token);
        choose(init.mechanisms());
        if (!firstChoice || init.mechToken().isEmpty()) {
            // RFC 4178 4.2.2: the token was another mechanism's, and the client begins anew with ours
            var state = firstChoice ? NegTokenResp.State.ACCEPT_INCOMPLETE : NegTokenResp.State.REQUEST_MIC;
            return Step.more(response(state, Optional.empty(), Optional.empty()));
        }
        return wrapped(chosen.step(init.mechToken().get()), init.mechListMic());
    }

    /** RFC 4178 4.2.2: the first of the client's that we have. */
    private void choose(List<Oid> offered) throws AuthenticationException {
        for (Oid name : offered) {
            for (Mechanism each : mechanisms) {
                if (each.names().contains(name)) {
                    chosen = each;
                    chosenName = name;
                    firstChoice = each.names().contains(offered.get(0));
                    return;
                }
            }
        }
        throw new AuthenticationException(Refusal.NOT_ACCEPTED, "no login mechanism in common");
    }

    private Step next(byte[] token) throws MalformedMessageException, AuthenticationException {
        if (raw) {
            return chosen.step(token);
        }
        NegTokenResp response = NegTokenResp.decode(token);
        if (response.state().filter(NegTokenResp.State.REJECT::equals).isPresent()) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "the client gave up");
        }
        if (unproved != null) {
            micFor(unproved, response.mechListMic());
            return Step.done(
                    response(NegTokenResp.State.ACCEPT_COMPLETED, Optional.empty(), Optional.empty()), unproved);
        }
        byte[] inner = response.responseToken()
                .orElseThrow(() -> new MalformedMessageException("NegTokenResp without responseToken"));
        return wrapped(chosen.step(inner), response.mechListMic());
    }

    private Step wrapped(Step step, Optional<byte[]> mic) throws AuthenticationException {
        Optional<byte[]> token = step.token().length == 0 ? Optional.empty() : Optional.of(step.token());
        if (step.login().isEmpty()) {
            return Step.more(response(NegTokenResp.State.ACCEPT_INCOMPLETE, token, Optional.empty()));
        }
        Login login = step.login().get();
        if (!firstChoice
                && mic.isEmpty()
                && token.isPresent()
                && login.signatures().isPresent()) {
            // RFC 4178 5: the last token of the mechanism is ours, so the client proves the list by another one
            unproved = login;
            byte[] ours = login.signatures().get().sign(mechTypeList);
            return Step.more(response(NegTokenResp.State.ACCEPT_INCOMPLETE, token, Optional.of(ours)));
        }
        Optional<byte[]> ourMic = micFor(login, mic);
        return Step.done(response(NegTokenResp.State.ACCEPT_COMPLETED, token, ourMic), login);
    }

    /**
     * RFC 4178 5: the list must be proved if the client's first choice was passed over, and is whenever the client does
     * so of itself. Of nobody there is nothing to prove.
     */
    private Optional<byte[]> micFor(Login login, Optional<byte[]> mic) throws AuthenticationException {
        if (mic.isEmpty() || login.signatures().isEmpty()) {
            if (!firstChoice && !login.anonymous()) {
                throw new AuthenticationException(Refusal.NOT_ACCEPTED, "nothing proves the list of mechanisms");
            }
            return Optional.empty();
        }
        Authentication.Signatures signatures = login.signatures().get();
        if (!signatures.verify(mic.get(), mechTypeList)) {
            throw new AuthenticationException(
                    Refusal.WRONG_CREDENTIAL, "the list of mechanisms was changed on the way: wrong mechListMIC");
        }
        return Optional.of(signatures.sign(mechTypeList));
    }

    /** The mechanism is named once, in the first of our tokens. */
    private byte[] response(NegTokenResp.State state, Optional<byte[]> token, Optional<byte[]> mic) {
        Optional<Oid> named = Optional.ofNullable(tokens == 1 ? chosenName : null);
        return new NegTokenResp(Optional.of(state), named, token, mic).encode();
    }
}
