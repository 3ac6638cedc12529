// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.StorageException;
import io.fairlead.tftp.channel.Host;
import io.fairlead.tftp.channel.Incoming;
import io.fairlead.tftp.channel.Intake;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.transfer.Negotiation;
import io.fairlead.tftp.transfer.Receiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** A write request, RFC 1350 4. */
final class Upload implements Direction {
    private final ServedTransfer served;
    private final Facilities facilities;
    private static final int STORE_BYTES = 64 * 1024;
    /** A window must fit the socket's buffer, where every datagram counts for about twice its size. */
    private static final int MOST_WINDOW_BYTES = 192 * 1024;

    private UploadTarget target;
    private Negotiation.Agreement agreement;
    private Facilities.Memory memory;
    private Facilities.Memory more; // to receive into while the other is stored, or several packets at a time
    private volatile Incoming incoming; // null until the request was understood

    Upload(ServedTransfer served) {
        this.served = served;
        this.facilities = served.facilities;
    }

    @Override
    public Negotiation limited(Negotiation settings) {
        return settings.windowBytes(MOST_WINDOW_BYTES);
    }

    @Override
    public void open() throws StorageException {
        target = UploadTarget.open(facilities, served.asker);
        agreement = served.negotiation.answer(served.asker.request(), OptionalLong.empty());
    }

    @Override
    public Transfer transfer(Host host, RandomGenerator jitter, long now) throws IOException {
        var parameters = agreement.parameters();
        var receiver = new Receiver(parameters, parameters.timing(facilities.settings.timing()), jitter, true, now);
        ByteBuffer opening = agreement.answer().isEmpty()
                ? new Acknowledgment(0).toDatagram()
                : new OptionAcknowledgment(agreement.answer()).toDatagram();
        int bytes = Incoming.memoryBytes(parameters, Math.max(2 * STORE_BYTES, 2 * parameters.windowBytes()));
        memory = facilities.memory(served.asker.client(), bytes);
        more = facilities.settings.singlePort() ? facilities.memory(served.asker.client(), bytes) : null;
        ByteBuffer second = more == null ? null : more.buffer();
        incoming = new Incoming(receiver, parameters, memory.buffer(), second, opening, host);
        return incoming;
    }

    @Override
    public void receive(TransferSocket own) throws IOException {
        var intake = new Intake(
                own,
                incoming,
                agreement.parameters(),
                this::landing,
                (datagram, from) -> served.reception.foreign(own, datagram, from, System.nanoTime()));
        while (incoming.outcome() == null) {
            receive(intake);
        }
    }

    private ByteBuffer landing(int bytes) throws StorageException {
        more = facilities.memory(served.asker.client(), bytes);
        return more.buffer();
    }

    /** Waits for one packet. A method of its own, for loops that never end are compiled late. */
    private void receive(Intake intake) throws IOException {
        try {
            if (intake.receive()) {
                served.heard(System.nanoTime());
            }
        } catch (IOException e) {
            if (incoming.outcome() != null) {
                return; // it was closed because the transfer ended
            }
            throw e;
        }
        tend();
    }

    @Override
    public boolean wantsTending() {
        return incoming.outcome() != null
                || incoming.complete()
                || incoming.bytes() >= STORE_BYTES
                || !incoming.hasRoom();
    }

    @Override
    public void tend() throws IOException {
        boolean complete = incoming.complete();
        if (incoming.outcome() != null || !complete && incoming.bytes() < STORE_BYTES && incoming.hasRoom()) {
            return;
        }
        incoming.pause();
        target.write(incoming.content());
        incoming.clear();
        if (complete) {
            target.publish();
            incoming.stored();
        } else {
            incoming.resume();
        }
    }

    @Override
    public boolean keepsSocket(TransferSocket own, Outcome outcome) {
        if (outcome == null || !outcome.done()) {
            return false;
        }
        facilities.dally.take(own, incoming);
        return true;
    }

    @Override
    public void closeContent() {
        if (target != null) {
            target.close();
        }
    }

    @Override
    public void release() {
        if (memory != null) {
            memory.close();
        }
        if (more != null) {
            more.close();
        }
        if (facilities.settings.singlePort() && incoming != null) {
            facilities.table.dally(served, System.nanoTime() + incoming.dallyNanos());
        }
    }

    @Override
    public long bytes() {
        UploadTarget mine = target;
        return mine == null ? 0 : mine.bytes();
    }
}
