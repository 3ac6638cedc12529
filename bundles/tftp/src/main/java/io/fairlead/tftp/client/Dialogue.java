// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.PortRange;
import io.fairlead.tftp.channel.Host;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.transfer.Proposal;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * One exchange with a server: a request, its answer, and the socket for what follows. The server's address is pinned to
 * the one asked, its TID to that of its first answer (RFC 1350 4). Options that make the server refuse are left out one
 * after the other. Used by one thread; another may {@link #close} it.
 */
final class Dialogue implements AutoCloseable {
    /** A host that moves files like this may do so again, and gain what getting ready costs. */
    private static final long WORTH_OFFLOAD_BYTES = 4L << 20;

    private static final int ANSWER_BYTES = 65_535;

    private final TftpStorage storage;
    private final TftpTarget.RemoteFile file;
    private final InetAddress address;
    private final Timing timing;
    private volatile TransferSocket socket; // null before the first request
    private volatile boolean closed;
    private Proposal.Agreement agreement;
    private volatile Transfer transfer; // null before it began
    private ByteBuffer first; // DATA or ACK that answered, null if an OACK did

    private Dialogue(TftpStorage storage, TftpTarget.RemoteFile file, InetAddress address) {
        this.storage = storage;
        this.file = file;
        this.address = address;
        this.timing =
                storage.target.timeout().map(storage.target.timing()::agreed).orElse(storage.target.timing());
    }

    /**
     * Sends a request, and waits for the answer to it.
     *
     * @param size announced by a WRQ, or 0 to ask for it; negative to leave it out
     * @throws StorageException if the server refuses, or is silent
     */
    static Dialogue ask(TftpStorage storage, Request.Kind kind, TftpTarget.RemoteFile file, long size)
            throws StorageException {
        InetAddress address;
        try {
            address = InetAddress.getByName(storage.target.host());
        } catch (UnknownHostException e) {
            throw new StorageException(Reason.UNAVAILABLE, "unknown host " + storage.target.host(), e);
        }
        var dialogue = new Dialogue(storage, file, address);
        storage.begin(dialogue);
        try {
            dialogue.negotiate(kind, size);
            return dialogue;
        } catch (StorageException | RuntimeException e) {
            dialogue.close();
            throw e;
        }
    }

    private void negotiate(Request.Kind kind, long size) throws StorageException {
        Options wanted = wanted(size);
        Options options = storage.traits.reduced(wanted);
        while (true) {
            try {
                ErrorPacket refusal = ask(new Request(kind, file.name(), file.mode(), options));
                if (refusal == null) {
                    storage.traits.learn(wanted, options);
                    return;
                }
                ErrorCode code = ErrorCode.of(refusal.code());
                boolean negotiable = code == ErrorCode.OPTION_NEGOTIATION
                        || code == ErrorCode.ILLEGAL_OPERATION
                        || refusal.code() == 0;
                if (!negotiable || options.isEmpty()) {
                    throw Failures.refused(code, refusal.message(), file.name());
                }
                options = Traits.next(options, code);
            } catch (StorageException e) {
                throw e;
            } catch (IOException e) { // of the socket
                throw closed
                        ? new StorageException(Reason.STALE, "the storage of " + storage.target + " was closed", e)
                        : new StorageException(Reason.IO, file.name() + ": " + e.getMessage(), e);
            }
        }
    }

    private Options wanted(long size) {
        TftpTarget target = storage.target;
        int block = Math.min(target.blockBytes(), storage.facilities.routes.blockBytes(address));
        Options options = size < 0 ? Options.NONE : Options.NONE.with(Options.TSIZE, size);
        if (block != 512) {
            options = options.with(Options.BLKSIZE, block);
        }
        if (target.windowBlocks() > 1) {
            options = options.with(Options.WINDOWSIZE, target.windowBlocks());
        }
        return target.timeout().isPresent()
                ? options.with(Options.TIMEOUT, target.timeout().get().toSeconds())
                : options;
    }

    /** Asks once; gives the ERROR that came back, or null after setting what was agreed. */
    private ErrorPacket ask(Request request) throws IOException {
        open();
        try (var asking = new Asking(socket, request, timing, storage.target.connect(), storage.facilities.watchdog);
                var lease = storage.facilities.pool.lease(ANSWER_BYTES)) {
            while (true) {
                ByteBuffer answer = lease.buffer();
                InetSocketAddress from = receive(answer, asking);
                Packet packet = decoded(answer.flip(), from);
                RequestLog.answered(packet, answer.remaining());
                if (packet instanceof ErrorPacket error) {
                    return error;
                }
                if (answers(request, packet, answer, from)) {
                    if (asking.isPlain() && !(packet instanceof OptionAcknowledgment)) {
                        storage.traits.deaf();
                    }
                    socket.peer(from);
                    return null;
                }
            }
        }
    }

    private Packet decoded(ByteBuffer answer, InetSocketAddress from) throws IOException {
        try {
            return Packet.decode(answer);
        } catch (MalformedMessageException e) {
            throw broken(ErrorCode.ILLEGAL_OPERATION, e, from);
        }
    }

    private StorageException broken(ErrorCode code, MalformedMessageException e, InetSocketAddress from)
            throws IOException {
        socket.sendTo(new ErrorPacket(code, code.text()).toDatagram(), from);
        return new StorageException(Reason.IO, file.name() + ": the server's answer: " + e.getMessage(), e);
    }

    private void open() throws IOException {
        if (socket != null) {
            socket.close();
        }
        InetAddress any = new InetSocketAddress(address.getAddress().length == 4 ? "0.0.0.0" : "::", 0).getAddress();
        socket = storage.target.windowBlocks() > 1
                ? TransferSocket.open(any, PortRange.ANY, storage.target.offload())
                : TransferSocket.open(any, PortRange.ANY);
        if (closed) {
            socket.close();
        }
        socket.peer(new InetSocketAddress(address, storage.target.port()));
    }

    private InetSocketAddress receive(ByteBuffer into, Asking asking) throws IOException {
        while (true) {
            try {
                InetSocketAddress from = socket.receive(into.clear());
                if (from.getAddress().equals(address)) { // another host can't know of this transfer
                    return from;
                }
            } catch (IOException e) {
                if (asking.gaveUp()) {
                    throw new StorageException(Reason.UNAVAILABLE, "no answer from " + storage.target);
                }
                throw e;
            }
        }
    }

    private boolean answers(Request request, Packet packet, ByteBuffer datagram, InetSocketAddress from)
            throws IOException {
        int opcode = Header.opcode(datagram);
        if (packet instanceof OptionAcknowledgment oack) {
            try {
                agreement = new Proposal(request.options(), storage.target.rollover()).accept(oack.options());
                return true;
            } catch (MalformedMessageException e) {
                throw broken(ErrorCode.OPTION_NEGOTIATION, e, from);
            }
        }
        boolean expected = request.kind() == Request.Kind.READ
                ? opcode == Header.DATA && Header.block(datagram) == 1
                : opcode == Header.ACK && Header.block(datagram) == 0;
        if (expected) {
            agreement = new Proposal(request.options(), storage.target.rollover()).ignored(); // RFC 2347
            first = ByteBuffer.allocate(datagram.remaining())
                    .put(datagram.duplicate())
                    .flip();
        }
        return expected;
    }

    Proposal.Agreement agreement() {
        return agreement;
    }

    /** The DATA or ACK that answered; null if an OACK did. */
    ByteBuffer first() {
        return first;
    }

    TransferSocket socket() {
        return socket;
    }

    TftpTarget.RemoteFile file() {
        return file;
    }

    Timing timing() {
        return agreement.parameters().timing(storage.target.timing());
    }

    /** For a transfer over the socket. */
    Host host() {
        return new Host(socket, storage.facilities.watchdog, this::transferEnded);
    }

    /** What goes on over the socket now, and ends with this. */
    void carries(Transfer made) {
        transfer = made;
        if (closed) {
            made.drop("given up");
        }
    }

    private void transferEnded(Outcome outcome) {
        if (!outcome.done()) {
            socket.close(); // wakes who receives
        }
    }

    /** A packet came from somebody who is not the peer. RFC 1350 4: an ERROR for him, and the transfer goes on. */
    void foreign(InetSocketAddress from, int opcode) throws IOException {
        boolean answerable = opcode == Header.DATA || opcode == Header.ACK || opcode == Header.OACK;
        if (answerable && from.getAddress().equals(address)) { // a second answer to a request that was sent twice
            var error = new ErrorPacket(ErrorCode.UNKNOWN_TRANSFER_ID, ErrorCode.UNKNOWN_TRANSFER_ID.text());
            socket.sendTo(error.toDatagram(), from);
        }
    }

    /** Tells the server that nothing more is wanted, and ends. */
    void abort() {
        try {
            socket.send(new ErrorPacket(ErrorCode.NOT_DEFINED, "that was all").toDatagram());
        } catch (IOException e) {
            close(); // it will find out by itself
        }
        close();
    }

    /** The exchange is over; somebody else may look after the socket. */
    void over(boolean socketKept) {
        storage.ended(this);
        if (!socketKept && socket != null) {
            socket.close();
        }
    }

    /** Ends it at once, whatever goes on. */
    @Override
    public void close() {
        closed = true;
        Transfer going = transfer;
        if (going != null) {
            going.drop("given up");
            if (going.blocks() * agreement.parameters().blockBytes() >= WORTH_OFFLOAD_BYTES) {
                storage.target.offload().prepare(); // for the next one
            }
        }
        over(false);
    }
}
