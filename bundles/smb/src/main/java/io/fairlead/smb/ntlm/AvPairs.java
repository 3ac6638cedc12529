// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** AV_PAIRs, [MS-NLMP] 2.2.2.1: what server and client tell of themselves, in its order. Immutable. */
final class AvPairs {
    static final int NB_COMPUTER_NAME = 1;
    static final int NB_DOMAIN_NAME = 2;
    static final int DNS_COMPUTER_NAME = 3;
    static final int DNS_DOMAIN_NAME = 4;
    static final int FLAGS = 6;
    static final int TIMESTAMP = 7;
    static final int TARGET_NAME = 9;
    static final int CHANNEL_BINDINGS = 10;

    /** Of {@link #FLAGS}: the AUTHENTICATE_MESSAGE has a MIC. */
    static final int FLAG_MIC = 2;

    static final AvPairs NONE = new AvPairs(Map.of());

    private static final int END = 0;

    private final Map<Integer, byte[]> pairs;

    private AvPairs(Map<Integer, byte[]> pairs) {
        this.pairs = pairs;
    }

    /** Reads up to the end mark. What comes behind it is left. */
    static AvPairs decode(WireReader in) throws MalformedMessageException {
        Map<Integer, byte[]> pairs = new LinkedHashMap<>();
        while (true) {
            int id = in.u16();
            int length = in.u16();
            if (id == END) {
                return new AvPairs(pairs); // 2.2.2.1: its length is 0; Windows does not look at it
            }
            if (pairs.put(id, in.bytes(length)) != null) {
                throw new MalformedMessageException("AvId " + id + " comes twice");
            }
        }
    }

    void encode(WireWriter out) {
        pairs.forEach((id, value) -> out.u16(id).u16(value.length).bytes(value));
        out.u16(END).u16(0);
    }

    byte[] toBytes() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        encode(out);
        return out.toBytes();
    }

    /** These, and one more or another value of it. */
    AvPairs with(int id, byte[] value) {
        Map<Integer, byte[]> more = new LinkedHashMap<>(pairs);
        more.put(id, value.clone());
        return new AvPairs(more);
    }

    AvPairs with(int id, String text) {
        return with(id, NtlmWire.utf16(text));
    }

    AvPairs withFlags(int flags) {
        return with(
                FLAGS,
                new WireWriter(ByteOrder.LITTLE_ENDIAN)
                        .u32(Integer.toUnsignedLong(flags))
                        .toBytes());
    }

    Optional<byte[]> find(int id) {
        return Optional.ofNullable(pairs.get(id)).map(byte[]::clone);
    }

    Optional<String> text(int id) throws MalformedMessageException {
        byte[] value = pairs.get(id);
        return value == null ? Optional.empty() : Optional.of(reader(value).utf16(value.length, "AvId " + id));
    }

    /** The value of {@link #FLAGS}; 0 if there is none. */
    int flags() throws MalformedMessageException {
        byte[] value = pairs.get(FLAGS);
        return value == null ? 0 : (int) reader(value).u32();
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    private static WireReader reader(byte[] value) {
        return new WireReader(ByteBuffer.wrap(value), ByteOrder.LITTLE_ENDIAN);
    }
}
