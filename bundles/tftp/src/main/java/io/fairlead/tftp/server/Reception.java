// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.StorageException;
import io.fairlead.net.Endpoints;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.UdpPort;
import io.fairlead.tftp.channel.PacketPort;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening port. It decides who gets an answer at all: requests from permitted addresses; nothing else, so that no
 * two servers can be set to answer each other, and nobody's address can be made to receive more than it sent.
 */
final class Reception implements Endpoints.DatagramHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Facilities facilities;
    private volatile Endpoints.Attachment attachment; // null while it is being made
    private volatile boolean open = true;

    Reception(Facilities facilities) {
        this.facilities = facilities;
    }

    void attached(Endpoints.Attachment to) {
        attachment = to;
    }

    /** Takes no more requests; packets of transfers on the shared port still are. */
    void stopRequests() {
        open = false;
    }

    Endpoints.Attachment attachment() {
        return attachment;
    }

    InetSocketAddress address() {
        return attachment.localAddress();
    }

    @Override
    public void received(ByteBuffer datagram, InetSocketAddress from, UdpPort at) {
        int opcode = Header.opcode(datagram);
        if (opcode == Header.RRQ || opcode == Header.WRQ) {
            request(datagram, from, at);
        } else if (!facilities.settings.singlePort() || !ofTransfer(datagram, from)) {
            facilities.counters.ignored.increment();
        }
    }

    /** Transfers on the shared port go on beside a successor. */
    @Override
    public boolean continues(ByteBuffer datagram, InetSocketAddress from) {
        int opcode = Header.opcode(datagram);
        return facilities.settings.singlePort()
                && opcode != Header.RRQ
                && opcode != Header.WRQ
                && facilities.table.lately(from, System.nanoTime()) != null;
    }

    private boolean ofTransfer(ByteBuffer datagram, InetSocketAddress from) {
        long now = System.nanoTime();
        ServedTransfer served = facilities.table.lately(from, now);
        if (served != null) {
            served.packet(datagram, now);
        }
        return served != null;
    }

    private void request(ByteBuffer datagram, InetSocketAddress from, UdpPort at) {
        if (!open) {
            facilities.counters.ignored.increment();
            return;
        }
        if (isReflector(from)) {
            facilities.counters.ignored.increment();
            facilities.unserved.tell(from, "that port is a service's that answers anything", System.nanoTime());
            return;
        }
        if (!facilities.settings.clients().permits(from.getAddress())) {
            facilities.counters.refused.increment();
            facilities.unserved.tell(from, "its network is not among the clients", System.nanoTime());
            return;
        }
        try {
            var request = (Request) Packet.decode(datagram);
            if (request.options().repeated()) {
                error(at, from, ErrorCode.OPTION_NEGOTIATION, "");
                return;
            }
            admit(request, from, at);
        } catch (MalformedMessageException e) {
            facilities.counters.refused.increment();
            LOG.debug("{}: {} sent a malformed request: {}", facilities.settings.name(), from, e.getMessage());
            error(at, from, ErrorCode.ILLEGAL_OPERATION, "");
        }
    }

    private void admit(Request request, InetSocketAddress from, UdpPort at) {
        long now = System.nanoTime();
        var arrival = new Arrival(at, from, request, "t" + NUMBERS.incrementAndGet(), now);
        admit(new ServedTransfer(facilities, this, arrival), null);
    }

    private boolean isReflector(InetSocketAddress from) {
        return Reflectors.has(from.getPort()) && !facilities.settings.reflectorPorts();
    }

    /** Takes a transfer in, if there is room; {@code over} as for {@link TransferTable#admit}. */
    void admit(ServedTransfer served, ServedTransfer over) {
        if (!open) {
            return;
        }
        switch (facilities.table.admit(served, over, System.nanoTime())) {
            case DUPLICATE -> facilities.counters.duplicates.increment();
            case DOUBTFUL -> {} // the transfer that it resembles sees to it
            case REFUSED -> facilities.counters.refused.increment();
            case ADMITTED -> start(served);
        }
    }

    private void start(ServedTransfer served) {
        try {
            facilities.workers.execute(served);
            facilities.counters.requests.increment();
        } catch (RejectedExecutionException | OutOfMemoryError e) { // as many as may be; or no thread can be made
            facilities.table.remove(served);
            facilities.counters.refused.increment();
        }
    }

    /** Tells a client that it can't have what it asked for. */
    void refuse(UdpPort at, Asker asker, ErrorCode code, Exception why) {
        facilities.counters.refused.increment();
        boolean told = error(at, asker.client(), code, text(why));
        TransferLog.refused(facilities.settings, asker, code, why, told);
    }

    private static String text(Exception why) {
        if (why instanceof Refusal refusal) {
            return refusal.told();
        }
        return why instanceof StorageException failure ? ErrorCodes.text(failure.reason()) : "";
    }

    /** A packet from {@code from} at a transfer's own socket, who is not its peer. */
    void foreign(TransferSocket socket, ByteBuffer datagram, InetSocketAddress from, long now) {
        facilities.counters.foreign.increment();
        int opcode = Header.opcode(datagram);
        boolean answerable = (opcode == Header.DATA || opcode == Header.ACK) // never an ERROR for an ERROR
                && !isReflector(from)
                && facilities.settings.clients().permits(from.getAddress());
        if (answerable && facilities.errors.permits(from.getAddress(), now)) {
            try { // RFC 1350 4: the transfer itself goes on
                socket.sendTo(packet(ErrorCode.UNKNOWN_TRANSFER_ID, ""), from);
            } catch (IOException e) {
                LOG.debug("no ERROR 5 to {}", from, e);
            }
        }
    }

    /** {@code text}: empty for the code's own. */
    private boolean error(UdpPort at, InetSocketAddress to, ErrorCode code, String text) {
        if (!facilities.errors.permits(to.getAddress(), System.nanoTime())) {
            facilities.counters.errorsWithheld.increment();
            return false;
        }
        try {
            at.send(packet(code, text), to);
        } catch (IOException e) {
            LOG.debug("no ERROR to {}", to, e);
        }
        return true;
    }

    private static ByteBuffer packet(ErrorCode code, String text) {
        return new ErrorPacket(code, text.isEmpty() ? code.text() : text).toDatagram();
    }

    /** The listening port as a transfer's. */
    static PacketPort sharedPort(UdpPort at, InetSocketAddress peer) {
        return new PacketPort() {
            @Override
            public boolean send(ByteBuffer packet) throws IOException {
                return at.send(packet, peer);
            }

            @Override
            public void close() {} // other transfers use it
        };
    }
}
