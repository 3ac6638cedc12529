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
final class Download implements Direction {
    private final ServedTransfer served;
    private final Facilities facilities;
    private static final int ANSWER_BYTES = 2048;
    private static final ThreadLocal<ByteBuffer> ANSWERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(ANSWER_BYTES));

    private Content content;
    private Negotiation.Agreement agreement;
    private Facilities.Memory memory; // touched by one thread at a time
    private volatile Outgoing outgoing; // null until the request was understood

    Download(ServedTransfer served) {
        this.served = served;
        this.facilities = served.facilities;
    }

    @Override
    public Negotiation limited(Negotiation settings) {
        return settings;
    }

    @Override
    public void open() throws StorageException {
        content = Content.open(facilities, served.asker);
        agreement = served.negotiation.answer(served.asker.request(), content.size());
    }

    @Override
    public Transfer transfer(Host host, RandomGenerator jitter, long now) {
        boolean options = !agreement.answer().isEmpty();
        var sender = new Sender(
                agreement.parameters(),
                agreement.parameters().timing(facilities.settings.timing()),
                jitter,
                options,
                now);
        ByteBuffer opening = options ? new OptionAcknowledgment(agreement.answer()).toDatagram() : null;
        outgoing = new Outgoing(sender, agreement.parameters(), content, opening, host);
        return outgoing;
    }

    @Override
    public void receive(TransferSocket own) throws IOException {
        ByteBuffer answer = ANSWERS.get();
        tend();
        while (outgoing.outcome() == null) {
            receive(own, answer);
        }
    }

    /** Waits for one packet. A method of its own, for loops that never end are compiled late. */
    private void receive(TransferSocket own, ByteBuffer answer) throws IOException {
        InetSocketAddress from;
        try {
            from = own.receive(answer.clear());
        } catch (IOException e) {
            if (outgoing.outcome() != null) {
                return; // it was closed because the transfer ended
            }
            throw e;
        }
        long now = System.nanoTime();
        if (from.equals(served.asker.client())) {
            served.heard(now);
            outgoing.packet(answer.flip(), now);
            tend();
        } else {
            served.reception.foreign(own, answer.flip(), from, now);
        }
    }

    @Override
    public boolean wantsTending() {
        return outgoing.outcome() != null || outgoing.low() || outgoing.needsMemory();
    }

    @Override
    public void tend() throws IOException {
        if (memory == null && outgoing.needsMemory()) {
            OptionalLong size = content.wireSize();
            int bytes = outgoing.memoryBytes(size.orElse(Long.MAX_VALUE));
            memory = facilities.memory(served.asker.client(), bytes);
            outgoing.memory(memory.buffer());
        }
        if (memory != null) {
            outgoing.readAhead();
        }
    }

    @Override
    public void closeContent() {
        if (content != null) {
            content.close();
        }
    }

    @Override
    public void release() {
        if (memory != null) {
            memory.close();
        }
    }

    @Override
    public long bytes() {
        Outgoing mine = outgoing;
        return mine == null ? 0 : mine.bytes();
    }

    @Override
    public boolean lostFirstBlock() {
        Outgoing mine = outgoing;
        return mine != null && mine.established() && mine.blocks() == 0 && mine.repeated() > 0;
    }
}
