// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.net.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NegTokenInit, RFC 4178 4.2.1, which a client begins with, and NegTokenInit2, [MS-SPNG] 2.2.1, by which a server tells
 * beforehand what it has.
 *
 * @param mechanisms in order of preference
 * @param mechToken of the first of them
 * @param mechListMic never in a first token, as far as anybody has seen
 */
record NegTokenInit(List<Oid> mechanisms, Optional<byte[]> mechToken, Optional<byte[]> mechListMic) {
    private static final int MOST_MECHANISMS = 32;
    private static final int MECH_TYPES = 0;
    private static final int MECH_TOKEN = 2;
    private static final int MECH_LIST_MIC = 3;
    private static final int NEG_HINTS = 3; // of NegTokenInit2
    private static final String NO_NAME = "not_defined_in_RFC4178@please_ignore";

    NegTokenInit {
        mechanisms = List.copyOf(mechanisms);
    }

    static boolean is(byte[] token) {
        return token.length > 0 && Byte.toUnsignedInt(token[0]) == Der.INITIAL_TOKEN;
    }

    static NegTokenInit decode(byte[] token) throws MalformedMessageException {
        DerReader frame = new DerReader(token).enter(Der.INITIAL_TOKEN, "InitialContextToken");
        Oid frameOf = Oid.of(frame.bytes(Der.OBJECT_IDENTIFIER, "thisMech"));
        if (!frameOf.equals(Oid.SPNEGO)) {
            throw new MalformedMessageException("a first token of another mechanism than SPNEGO");
        }
        DerReader fields = frame.enter(Der.field(0), "NegotiationToken").enter(Der.SEQUENCE, "NegTokenInit");
        List<Oid> mechanisms = mechanisms(fields.enter(Der.field(MECH_TYPES), "mechTypes"));
        Optional<byte[]> mechToken = Optional.empty();
        Optional<byte[]> mic = Optional.empty();
        while (!fields.atEnd()) {
            if (fields.tag() == Der.field(MECH_TOKEN)) {
                mechToken = Optional.of(octets(fields, "mechToken"));
            } else if (fields.tag() == Der.field(MECH_LIST_MIC)) {
                mic = micOrHints(fields.enter(fields.tag(), "mechListMIC"));
            } else {
                fields.skip("NegTokenInit"); // reqFlags, and what comes later
            }
        }
        return new NegTokenInit(mechanisms, mechToken, mic);
    }

    private static List<Oid> mechanisms(DerReader field) throws MalformedMessageException {
        DerReader list = field.enter(Der.SEQUENCE, "MechTypeList");
        List<Oid> mechanisms = new ArrayList<>();
        while (!list.atEnd()) {
            if (mechanisms.size() == MOST_MECHANISMS) {
                throw new MalformedMessageException("more than " + MOST_MECHANISMS + " mechanisms");
            }
            mechanisms.add(Oid.of(list.bytes(Der.OBJECT_IDENTIFIER, "MechType")));
        }
        return mechanisms;
    }

    private static byte[] octets(DerReader fields, String name) throws MalformedMessageException {
        return fields.enter(fields.tag(), name).bytes(Der.OCTET_STRING, name);
    }

    private static Optional<byte[]> micOrHints(DerReader field) throws MalformedMessageException {
        return field.tag() == Der.OCTET_STRING
                ? Optional.of(field.bytes(Der.OCTET_STRING, "mechListMIC"))
                : Optional.empty();
    }

    /** The DER of the list, over which mechListMIC goes; as the peer sent it, for DER is one way to write it. */
    static byte[] mechTypeList(byte[] token) throws MalformedMessageException {
        DerReader frame = new DerReader(token).enter(Der.INITIAL_TOKEN, "InitialContextToken");
        frame.skip("thisMech");
        return frame.enter(Der.field(0), "NegotiationToken")
                .enter(Der.SEQUENCE, "NegTokenInit")
                .enter(Der.field(MECH_TYPES), "mechTypes")
                .rest();
    }

    byte[] encode() {
        return frame(
                list(),
                mechToken
                        .map(token -> Der.value(Der.field(MECH_TOKEN), Der.value(Der.OCTET_STRING, token)))
                        .orElse(new byte[0]),
                mechListMic
                        .map(mic -> Der.value(Der.field(MECH_LIST_MIC), Der.value(Der.OCTET_STRING, mic)))
                        .orElse(new byte[0]));
    }

    /** As NegTokenInit2, with a hint that says nothing. */
    byte[] encodeHint() {
        byte[] name = Der.value(Der.GENERAL_STRING, NO_NAME.getBytes(StandardCharsets.US_ASCII));
        byte[] hints = Der.value(Der.field(NEG_HINTS), Der.value(Der.SEQUENCE, Der.value(Der.field(0), name)));
        return frame(list(), hints);
    }

    private byte[] list() {
        byte[][] oids = mechanisms.stream()
                .map(oid -> Der.value(Der.OBJECT_IDENTIFIER, oid.content()))
                .toArray(byte[][]::new);
        return Der.value(Der.field(MECH_TYPES), Der.value(Der.SEQUENCE, oids));
    }

    private static byte[] frame(byte[]... fields) {
        return Der.value(
                Der.INITIAL_TOKEN,
                Der.value(Der.OBJECT_IDENTIFIER, Oid.SPNEGO.content()),
                Der.value(Der.field(0), Der.value(Der.SEQUENCE, fields)));
    }

    @Override
    public String toString() {
        return "NegTokenInit" + mechanisms;
    }
}
