// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One encoded response, on its way. */
public final class Response {
    private static final int NEXT_COMMAND_OFFSET = 20;
    private static final int FLAGS_OFFSET = 16;

    private final ByteBuffer head;
    private final ByteBuffer bulk;
    private final Payload payload;
    private final Signer signer; // null for one that is not signed
    private ByteBuffer padding = ByteBuffer.allocate(0);

    private Consumer<ByteBuffer> whenSigned = bytes -> {};

    private Response(ByteBuffer head, ByteBuffer bulk, Payload payload, Signer signer) {
        this.head = head;
        this.bulk = bulk;
        this.payload = payload;
        this.signer = signer;
    }

    /** @param signer null for one that is not to be signed */
    public static Response of(Smb2Header header, Message body, Signer signer) {
        return of(header, new Reply(NtStatus.SUCCESS, body), signer);
    }

    /** As {@link #of(Smb2Header, Message, Signer)}; the status is the header's. */
    static Response of(Smb2Header header, Reply reply, Signer signer) {
        Message body = reply.body();
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN, 256);
        header.encode(out);
        body.encode(out);
        return new Response(out.toBuffer(), body.bulk(), reply.payload(), signer);
    }

    /** It is one of several in the same message. */
    void inCompound(boolean last) {
        int length = head.remaining() + bulk.remaining();
        int pad = Math.floorMod(-length, 8);
        padding = ByteBuffer.allocate(pad);
        head.putInt(NEXT_COMMAND_OFFSET, last ? 0 : length + pad);
    }

    /** Has somebody told of header and body as they are sent. */
    void whenSigned(Consumer<ByteBuffer> listener) {
        whenSigned = listener;
    }

    /** Signs, if it is to be; the last step. */
    void sign() {
        if (signer != null) {
            head.putInt(FLAGS_OFFSET, head.getInt(FLAGS_OFFSET) | Smb2Header.SIGNED);
            signer.sign(true, parts().toArray(new ByteBuffer[0]));
        }
        whenSigned.accept(head.duplicate());
    }

    Payload payload() {
        return payload;
    }

    /** Its bytes, in order. */
    public List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>(3);
        parts.add(head);
        if (bulk.hasRemaining()) {
            parts.add(bulk);
        }
        if (padding.hasRemaining()) {
            parts.add(padding);
        }
        return parts;
    }
}
