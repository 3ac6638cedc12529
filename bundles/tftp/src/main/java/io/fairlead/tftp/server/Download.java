// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.StorageException;
import io.fairlead.tftp.channel.Host;
import io.fairlead.tftp.channel.Outgoing;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.transfer.Negotiation;
import io.fairlead.tftp.transfer.Sender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** A read request, RFC 1350 4. */
final class Download extends ServedTransfer {
    private static final int ANSWER_BYTES = 2048;
    private static final ThreadLocal<ByteBuffer> ANSWERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(ANSWER_BYTES));

    private Content content;
    private Negotiation.Agreement agreement;
    private Facilities.Memory memory; // touched by one thread at a time
    private volatile Outgoing transfer;

    Download(Facilities facilities, Reception reception, Arrival arrival) {
        super(facilities, reception, arrival);
    }

    @Override
    Negotiation limited(Negotiation settings) {
        return settings;
    }

    @Override
    void open() throws StorageException {
        content = Content.open(facilities, asker);
        agreement = negotiation.answer(asker.request(), content.size());
    }

    @Override
    Transfer transfer(Host host, RandomGenerator jitter, long now) {
        boolean options = !agreement.answer().isEmpty();
        var sender = new Sender(
                agreement.parameters(),
                agreement.parameters().timing(facilities.settings.timing()),
                jitter,
                options,
                now);
        ByteBuffer opening = options ? new OptionAcknowledgment(agreement.answer()).toDatagram() : null;
        transfer = new Outgoing(sender, agreement.parameters(), content, opening, host);
        return transfer;
    }

    @Override
    void receive(TransferSocket own) throws IOException {
        ByteBuffer answer = ANSWERS.get();
        tend();
        while (transfer.outcome() == null) {
            receive(own, answer);
        }
    }

    /** Waits for one packet. A method of its own, for loops that never end are compiled late. */
    private void receive(TransferSocket own, ByteBuffer answer) throws IOException {
        InetSocketAddress from;
        try {
            from = own.receive(answer.clear());
        } catch (IOException e) {
            if (transfer.outcome() != null) {
                return; // it was closed because the transfer ended
            }
            throw e;
        }
        long now = System.nanoTime();
        if (from.equals(asker.client())) {
            heard(now);
            transfer.packet(answer.flip(), now);
            tend();
        } else {
            reception.foreign(own, answer.flip(), from, now);
        }
    }

    @Override
    boolean wantsTending() {
        return transfer.outcome() != null || transfer.low() || transfer.needsMemory();
    }

    @Override
    void tend() throws IOException {
        if (memory == null && transfer.needsMemory()) {
            OptionalLong size = content.wireSize();
            int bytes = transfer.memoryBytes(size.orElse(Long.MAX_VALUE));
            memory = facilities.memory(asker.client(), bytes);
            transfer.memory(memory.buffer());
        }
        if (memory != null) {
            transfer.readAhead();
        }
    }

    @Override
    void closeContent() {
        if (content != null) {
            content.close();
        }
    }

    @Override
    void release() {
        if (memory != null) {
            memory.close();
        }
    }

    @Override
    long bytes() {
        Outgoing mine = transfer;
        return mine == null ? 0 : mine.bytes();
    }

    @Override
    boolean lostFirstBlock() {
        Outgoing mine = transfer;
        return mine != null && mine.established() && mine.blocks() == 0 && mine.repeated() > 0;
    }
}
