// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.BufferPool;
import io.fairlead.tftp.channel.Incoming;
import io.fairlead.tftp.channel.Intake;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.transfer.NetasciiDecoder;
import io.fairlead.tftp.transfer.Receiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One read of a remote file, from its first byte on. Blocks are received by whoever reads, and as many as that; while
 * nobody does, the server waits. One thread at a time.
 */
final class RemoteReader implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int READ_BYTES = 64 * 1024; // no datagram holds more

    private final TftpStorage storage;
    private final Dialogue dialogue;
    private final OptionalLong size;
    private final Incoming transfer;
    private final BufferPool.Lease lease;
    private Intake intake; // from the beginning on
    private BufferPool.Lease landing; // null if the intake needs none
    private final NetasciiDecoder decoder; // null in octet mode
    private ByteBuffer text = NOTHING; // decoded
    private ByteBuffer content = NOTHING; // received, not yet read
    private long received;
    private long position;
    private boolean complete;
    private boolean closed;

    private RemoteReader(TftpStorage storage, Dialogue dialogue) {
        this.storage = storage;
        this.dialogue = dialogue;
        boolean octet = dialogue.file().mode() == TransferMode.OCTET;
        this.decoder = octet ? null : new NetasciiDecoder();
        this.size = octet ? dialogue.agreement().size() : OptionalLong.empty();
        var parameters = dialogue.agreement().parameters();
        int bytes = Incoming.memoryBytes(parameters, parameters.windowBlocks() > 1 ? READ_BYTES : 1);
        this.lease = storage.facilities.pool.lease(bytes);
        long now = System.nanoTime();
        var receiver = new Receiver(
                        parameters, dialogue.timing(), ThreadLocalRandom.current(), dialogue.first() == null, now)
                .answered();
        ByteBuffer memory = lease.buffer().limit(bytes).slice();
        this.transfer = new Incoming(receiver, parameters, memory, null, null, dialogue.host());
    }

    private ByteBuffer landing(int bytes) {
        landing = storage.facilities.pool.lease(bytes);
        return landing.buffer().limit(bytes).slice();
    }

    /**
     * Asks for a file; the server has answered when this returns.
     *
     * @throws StorageException as the server answers
     */
    static RemoteReader open(TftpStorage storage, TftpTarget.RemoteFile file) throws StorageException {
        var reader = new RemoteReader(storage, Dialogue.ask(storage, Request.Kind.READ, file, 0));
        try {
            reader.begin();
            return reader;
        } catch (IOException e) {
            reader.close();
            throw new StorageException(Reason.IO, file.name(), e);
        }
    }

    private void begin() throws IOException {
        var parameters = dialogue.agreement().parameters();
        dialogue.socket().receiveBuffer(2 * parameters.windowBytes()); // each datagram counts for about twice its size
        intake = new Intake(
                dialogue.socket(),
                transfer,
                parameters,
                this::landing,
                (datagram, from) -> dialogue.foreign(from, Header.opcode(datagram)));
        long now = System.nanoTime();
        dialogue.carries(transfer);
        transfer.begin(now);
        if (dialogue.first() != null) {
            transfer.packet(dialogue.first(), now);
            taken();
        }
        transfer.pause();
    }

    /** Bytes of the whole file, if the server told, or it is here already. */
    OptionalLong size() {
        return complete && decoder == null ? OptionalLong.of(received) : size;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    /**
     * Reads at least a byte.
     *
     * @return bytes read, or -1 at the end
     */
    int read(ByteBuffer into) throws StorageException {
        int start = into.position();
        try {
            transfer.resume();
            while (into.hasRemaining() && (content.hasRemaining() || !complete && receive())) {
                move(into);
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(Reason.IO, dialogue.file().name(), e);
        } finally {
            transfer.pause();
        }
        int bytes = into.position() - start;
        position += bytes;
        if (bytes == 0 && into.hasRemaining()) {
            checkSize();
            return -1;
        }
        return bytes;
    }

    private void move(ByteBuffer into) {
        int bytes = Math.min(into.remaining(), content.remaining());
        into.put(into.position(), content, content.position(), bytes).position(into.position() + bytes);
        content.position(content.position() + bytes);
        if (!content.hasRemaining()) {
            content = NOTHING;
            if (decoder == null) {
                transfer.clear();
            }
        }
    }

    private void checkSize() throws StorageException {
        if (size.isPresent() && received < size.getAsLong()) {
            throw new StorageException(
                    Reason.IO,
                    dialogue.file().name() + ": " + received + " bytes came, " + size.getAsLong() + " were announced");
        }
    }

    /** Waits for one more block; false at the end. */
    private boolean receive() throws IOException {
        while (!content.hasRemaining() && !complete) {
            if (transfer.outcome() != null) {
                throw Failures.of(transfer.outcome(), dialogue.file().name());
            }
            try {
                intake.receive();
            } catch (IOException e) {
                throw transfer.outcome() == null
                        ? e
                        : Failures.of(transfer.outcome(), dialogue.file().name());
            }
            taken();
        }
        return content.hasRemaining();
    }

    /** Looks at what the last packet brought. */
    private void taken() {
        int bytes = transfer.bytes();
        received += bytes;
        boolean last = transfer.complete();
        if (decoder == null) {
            content = bytes == 0 ? NOTHING : transfer.content();
        } else {
            decode(bytes, last);
        }
        if (last && !complete) {
            complete = true;
            transfer.stored(); // it is in our memory: the server need not wait for the reader
            storage.facilities.dally.take(dialogue.socket(), transfer);
            dialogue.over(true);
        }
    }

    private void decode(int bytes, boolean last) {
        if (text.capacity() < bytes + 2) {
            text = ByteBuffer.allocate(bytes + 2);
        }
        text.clear();
        if (bytes > 0) {
            decoder.decode(transfer.content(), text);
            transfer.clear();
        }
        if (last) {
            decoder.finish(text);
        }
        content = text.flip();
    }

    /** Ends it; a server that has more to send is told so. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!complete) {
            transfer.cancel(ErrorCode.NOT_DEFINED, "closed");
            dialogue.close();
        }
        lease.close();
        if (landing != null) {
            landing.close();
        }
    }
}
