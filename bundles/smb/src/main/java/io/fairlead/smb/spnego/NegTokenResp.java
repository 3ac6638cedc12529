// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.net.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NegTokenResp, RFC 4178 4.2.2: every token but the first. */
record NegTokenResp(
        Optional<State> state,
        Optional<Oid> supportedMechanism,
        Optional<byte[]> responseToken,
        Optional<byte[]> mechListMic) {

    private static final int NEG_STATE = 0;
    private static final int SUPPORTED_MECH = 1;
    private static final int RESPONSE_TOKEN = 2;
    private static final int MECH_LIST_MIC = 3;
    private static final int TAG = Der.field(1); // the second kind of NegotiationToken

    /** negState, by its number. */
    enum State {
        ACCEPT_COMPLETED,
        ACCEPT_INCOMPLETE,
        REJECT,
        REQUEST_MIC
    }

    static NegTokenResp decode(byte[] token) throws MalformedMessageException {
        DerReader fields = new DerReader(token).enter(TAG, "NegotiationToken").enter(Der.SEQUENCE, "NegTokenResp");
        Optional<State> state = Optional.empty();
        Optional<Oid> mechanism = Optional.empty();
        Optional<byte[]> response = Optional.empty();
        Optional<byte[]> mic = Optional.empty();
        while (!fields.atEnd()) {
            int tag = fields.tag();
            if (tag == Der.field(NEG_STATE)) {
                state = Optional.of(state(fields.enter(tag, "negState").bytes(Der.ENUMERATED, "negState")));
            } else if (tag == Der.field(SUPPORTED_MECH)) {
                mechanism = Optional.of(
                        Oid.of(fields.enter(tag, "supportedMech").bytes(Der.OBJECT_IDENTIFIER, "supportedMech")));
            } else if (tag == Der.field(RESPONSE_TOKEN)) {
                response = Optional.of(fields.enter(tag, "responseToken").bytes(Der.OCTET_STRING, "responseToken"));
            } else if (tag == Der.field(MECH_LIST_MIC)) {
                mic = Optional.of(fields.enter(tag, "mechListMIC").bytes(Der.OCTET_STRING, "mechListMIC"));
            } else {
                throw new MalformedMessageException("NegTokenResp with a field of tag " + tag);
            }
        }
        return new NegTokenResp(state, mechanism, response, mic);
    }

    private static State state(byte[] value) throws MalformedMessageException {
        if (value.length != 1 || value[0] < 0 || value[0] >= State.values().length) {
            throw new MalformedMessageException("negState is none");
        }
        return State.values()[value[0]];
    }

    byte[] encode() {
        List<byte[]> fields = new ArrayList<>();
        state.ifPresent(each -> fields.add(
                Der.value(Der.field(NEG_STATE), Der.value(Der.ENUMERATED, new byte[] {(byte) each.ordinal()}))));
        supportedMechanism.ifPresent(each ->
                fields.add(Der.value(Der.field(SUPPORTED_MECH), Der.value(Der.OBJECT_IDENTIFIER, each.content()))));
        responseToken.ifPresent(
                each -> fields.add(Der.value(Der.field(RESPONSE_TOKEN), Der.value(Der.OCTET_STRING, each))));
        mechListMic.ifPresent(
                each -> fields.add(Der.value(Der.field(MECH_LIST_MIC), Der.value(Der.OCTET_STRING, each))));
        return Der.value(TAG, Der.value(Der.SEQUENCE, fields.toArray(byte[][]::new)));
    }

    @Override
    public String toString() {
        return "NegTokenResp[" + state.map(State::name).orElse("") + "]";
    }
}
