// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.server.Absence;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.StorageException;
import io.fairlead.tftp.channel.Host;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.PacketPort;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.transfer.Negotiation;
import io.fairlead.tftp.transfer.Parameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and what follows from it. With a socket of its own a worker thread stays with it until it ends; on the
 * shared port the receiving thread hands packets in, and workers come when there is something to read or to store.
 */
final class ServedTransfer implements Runnable {
    static final String MADE_ROOM = "made room for others";
    private static final Logger LOG = LoggerFactory.getLogger(ServedTransfer.class);

    final Facilities facilities;
    final Reception reception;
    final Arrival arrival;
    private final Direction direction;
    private final Strand strand;
    private volatile long heardAt;
    private volatile Transfer transfer; // null until the request was understood
    private volatile boolean evicted;
    private volatile boolean refused;
    final Doubt doubt;
    Asker asker; // null until the worker has begun
    Negotiation negotiation; // likewise
    private TransferSocket socket; // null on the shared port
    private boolean finished; // guarded by this

    ServedTransfer(Facilities facilities, Reception reception, Arrival arrival) {
        this.facilities = facilities;
        this.reception = reception;
        this.arrival = arrival;
        this.heardAt = arrival.time();
        this.doubt = new Doubt(this);
        this.strand = new Strand(facilities.workers, facilities.workers.getThreadFactory(), this::work);
        this.direction = arrival.writes() ? new Upload(this) : new Download(this);
    }

    /** Content bytes that arrived. */
    long bytes() {
        return direction.bytes();
    }

    /** Whether the client has answered, and then nothing of the first block arrived. */
    boolean lostFirstBlock() {
        return direction.lostFirstBlock();
    }

    @Override
    public void run() {
        try {
            settle();
            open();
            if (evicted) {
                return;
            }
            begin();
            if (socket != null) {
                direction.receive(socket);
            }
        } catch (StorageException e) {
            fail(ErrorCodes.of(e.reason()), e);
        } catch (IOException e) {
            fail(ErrorCode.NOT_DEFINED, e);
        } catch (RuntimeException | Error e) {
            fault("failed", e);
            fail(ErrorCode.NOT_DEFINED, new IOException("internal error"));
        } finally {
            if (transfer == null || socket != null) {
                finish();
            }
        }
    }

    /** Finds out what is agreed. Asks the system for the route, so it is not for the thread that receives. */
    private void settle() {
        Request request = arrival.request();
        negotiation = direction.limited(facilities.negotiationWith(client().getAddress()));
        Parameters agreed = negotiation.answer(request, OptionalLong.empty()).parameters();
        asker = new Asker(client(), arrival.at().localAddress(), request, agreed);
    }

    /** On a thread of this transfer's, which waits while export or storage are being replaced. */
    private void open() throws StorageException {
        Absence.Wait wait = facilities.exportAway.begin(() -> !evicted);
        while (true) {
            try {
                direction.open();
                wait.over();
                return;
            } catch (StorageException e) {
                if (!wait.again(e)) {
                    throw e;
                }
            }
        }
    }

    private void begin() throws IOException {
        PacketPort port;
        if (facilities.settings.singlePort()) {
            port = Reception.sharedPort(arrival.at(), client());
        } else {
            socket = facilities.socketFor(asker);
            port = socket;
        }
        long now = System.nanoTime();
        Transfer made =
                direction.transfer(new Host(port, facilities.watchdog, this::ended), ThreadLocalRandom.current(), now);
        transfer = made;
        if (evicted) { // an eviction from now on sees the transfer
            made.drop(MADE_ROOM);
        }
        made.begin(now);
        if (socket == null) {
            strand.call();
        }
    }

    private void ended(Outcome outcome) {
        doubt.ended();
        if (socket == null) {
            strand.call();
        } else if (!outcome.done()) {
            socket.close(); // wakes the thread that receives
        }
    }

    private void work() {
        if (transfer.outcome() == null) {
            try {
                direction.tend();
            } catch (IOException | RuntimeException e) {
                contentFailed(e);
            }
        }
        if (transfer.outcome() != null) {
            finish();
        }
    }

    /** Content could not be read or stored. */
    void contentFailed(Exception e) {
        ErrorCode code = e instanceof StorageException s ? ErrorCodes.of(s.reason()) : ErrorCode.NOT_DEFINED;
        transfer.storageFailed(code, e);
    }

    /** On the shared port: a packet of this client. */
    void packet(ByteBuffer datagram, long now) {
        heardAt = now;
        Transfer to = transfer;
        if (to != null) {
            to.packet(datagram, now);
            if (direction.wantsTending()) {
                strand.call();
            }
        }
    }

    /** On its own socket: a packet came. */
    void heard(long now) {
        heardAt = now;
    }

    private void fail(ErrorCode code, IOException e) {
        if (transfer != null) {
            transfer.storageFailed(code, e);
        } else {
            refused = true; // first: the client may ask again as soon as it is told
            reception.refuse(arrival.at(), asker, code, e);
        }
    }

    private void fault(String what, Throwable e) {
        LOG.error(
                "{}: {} of {} {}", facilities.settings.name(), arrival.request().kind(), id(), what, e);
    }

    private void finish() {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
        }
        Outcome outcome = transfer == null ? null : transfer.outcome();
        try {
            direction.closeContent();
        } catch (RuntimeException | Error e) { // a fault of a storage or a provider
            fault("was not closed", e);
        }
        direction.release();
        facilities.noteLoss(this);
        facilities.table.remove(this);
        if (socket != null && !direction.keepsSocket(socket, outcome)) {
            socket.close();
        }
        if (outcome != null) {
            TransferLog.ended(this, transfer, outcome, System.nanoTime());
        }
    }

    /** Whether {@code later}, from the same TID, asks for the same, and this is not over. */
    boolean resembles(ServedTransfer later) {
        return arrival.request().equals(later.arrival.request()) && !refused && !hasEnded();
    }

    /** Null until the request was understood. */
    Transfer running() {
        return transfer;
    }

    boolean hasEnded() {
        Transfer mine = transfer;
        return mine != null && mine.outcome() != null;
    }

    long heardAt() {
        return heardAt;
    }

    /**
     * Makes room for others: ends without a word, for the address may be a victim's. On the shared port nothing of it
     * leaves any more once this returns. Does not wait for a socket.
     */
    void evict(String why) {
        evicted = true;
        Transfer mine = transfer;
        if (mine == null) {
            return;
        }
        if (facilities.settings.singlePort()) {
            mine.drop(why);
        } else if (!mine.tryDrop(why)) {
            facilities
                    .workers
                    .getThreadFactory()
                    .newThread(() -> mine.drop(why))
                    .start();
        }
    }

    /** Ends it with an ERROR. */
    void cancel(String why) {
        Transfer mine = transfer;
        if (mine == null) {
            evict(why);
        } else {
            mine.cancel(ErrorCode.NOT_DEFINED, why);
        }
    }

    boolean established() {
        Transfer mine = transfer;
        return mine != null && mine.established();
    }

    InetSocketAddress client() {
        return arrival.client();
    }

    String id() {
        return arrival.id();
    }

    long startedAt() {
        return arrival.time();
    }

    Session session() {
        return SessionView.of(this, transfer);
    }
}
