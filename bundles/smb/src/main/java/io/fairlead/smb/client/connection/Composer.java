// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.crypto.CryptoWarmUp;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Smb2Header;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes messages of requests, [MS-SMB2] 3.2.4.1. Thread-safe. */
final class Composer {
    private static final Logger LOG = LoggerFactory.getLogger(Composer.class);

    private final Credits credits;
    private final IntSupplier sequence;

    /**
     * @param credits asked for with each request
     * @param sequence ChannelSequence as it is now
     */
    Composer(Credits credits, IntSupplier sequence) {
        this.credits = credits;
        this.sequence = sequence;
    }

    /** What requests cost, in credits, [MS-SMB2] 3.2.4.1.5. */
    static int[] charges(Agreement agreement, List<ClientRequest> requests) {
        boolean bySize = agreement != null && agreement.chargesBySize();
        return requests.stream()
                .mapToInt(request -> bySize ? request.charge() : 1)
                .toArray();
    }

    /**
     * The bytes of one message, signed if it is to be, and not encrypted yet; several requests are a compound whose requests after the first are
     * related to it.
     *
     * @param agreement null before NEGOTIATE is answered
     * @param sent what is awaited for each, with its message id; told the bytes that it went as
     * @param charges in credits, of each
     */
    ByteBuffer[] compose(
            Agreement agreement, Envelope envelope, List<ClientRequest> requests, List<Awaited> sent, int[] charges) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int channelSequence = sequence.getAsInt();
        for (int i = 0; i < charges.length; i++) {
            boolean last = i == charges.length - 1;
            WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
            ClientRequest request = requests.get(i);
            boolean third = agreement != null && agreement.dialect().atLeast(Dialect.SMB_3_0);
            int flags = (i > 0 ? Smb2Header.RELATED : 0)
                    | (envelope.signs() ? Smb2Header.SIGNED : 0)
                    | (third && request.replay() ? Smb2Header.REPLAY : 0)
                    | (request.dfs() ? Smb2Header.DFS : 0);
            boolean bySize = agreement != null && agreement.chargesBySize();
            new Smb2Header(
                            bySize ? charges[i] : 0,
                            third ? channelSequence : 0,
                            request.command().code(),
                            credits.toAskFor(charges[i]),
                            flags,
                            0,
                            sent.get(i).messageId(),
                            0,
                            envelope.treeId(),
                            envelope.sessionId())
                    .encode(out);
            request.body().encode(out);
            ByteBuffer bulk = request.body().bulk();
            if (!last) {
                out.bytes(bulk).align(8);
                out.setU32(20, out.position()); // NextCommand
                bulk = ByteBuffer.allocate(0);
            }
            ByteBuffer head = out.toBuffer();
            if (envelope.signs() || envelope.cipher() != null) {
                CryptoWarmUp.seen(bulk.remaining());
            }
            if (envelope.signs()) {
                envelope.signer().sign(false, head, bulk);
            }
            sent.get(i).sent(head.duplicate());
            pieces.add(head);
            if (bulk.hasRemaining()) {
                pieces.add(bulk);
            }
            LOG.trace(">> {} {} {} bytes", sent.get(i).messageId(), request.command(), head.remaining());
        }
        return pieces.toArray(ByteBuffer[]::new);
    }
}
