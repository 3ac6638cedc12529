// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.BufferPool;
import io.fairlead.tftp.channel.ByteSource;
import io.fairlead.tftp.channel.Outgoing;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.transfer.NetasciiEncoder;
import io.fairlead.tftp.transfer.Sender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One write of a remote file, from its first byte to its last. Blocks leave while the caller writes; what the server has
 * not confirmed yet, and no more, is kept. One thread at a time.
 */
final class RemoteWriter implements AutoCloseable {
    private static final int ANSWER_BYTES = 2048;

    private final Dialogue dialogue;
    private final Outgoing transfer;
    private final BufferPool.Lease lease;
    private final BufferPool.Lease answers;
    private final NetasciiEncoder encoder; // null in octet mode
    private ByteBuffer given; // what the caller writes now
    private boolean end;
    private boolean closed;

    private RemoteWriter(TftpStorage storage, Dialogue dialogue, long most) {
        this.dialogue = dialogue;
        this.encoder = dialogue.file().mode() == TransferMode.OCTET ? null : new NetasciiEncoder();
        var parameters = dialogue.agreement().parameters();
        long now = System.nanoTime();
        var sender = new Sender(parameters, dialogue.timing(), ThreadLocalRandom.current(), false, now).answered();
        ByteSource source = this::next;
        this.transfer = new Outgoing(sender, parameters, source, null, dialogue.host());
        int bytes = transfer.memoryBytes(encoder != null ? Long.MAX_VALUE : most);
        this.lease = storage.facilities.pool.lease(bytes);
        this.answers = storage.facilities.pool.lease(ANSWER_BYTES);
        transfer.memory(lease.buffer().limit(bytes).slice());
    }

    /**
     * Announces a file; the server has agreed when this returns.
     *
     * @param size of the file in bytes, for the server to know; negative if it is not known
     * @param most bytes that are written, for which there is memory then
     */
    static RemoteWriter open(TftpStorage storage, TftpTarget.RemoteFile file, long size, long most)
            throws StorageException {
        long announced = file.mode() == TransferMode.OCTET ? size : -1;
        var writer = new RemoteWriter(storage, Dialogue.ask(storage, Request.Kind.WRITE, file, announced), most);
        writer.dialogue.carries(writer.transfer);
        writer.transfer.begin(System.nanoTime());
        return writer;
    }

    private int next(ByteBuffer into) {
        int start = into.position();
        if (encoder != null) {
            encoder.encode(given, into);
        } else {
            int bytes = Math.min(into.remaining(), given.remaining());
            into.put(given.slice(given.position(), bytes));
            given.position(given.position() + bytes);
        }
        int bytes = into.position() - start;
        return bytes == 0 && end && !pending() ? -1 : bytes;
    }

    private boolean pending() {
        return given.hasRemaining() || encoder != null && encoder.pending();
    }

    /** Takes all of {@code content}; it may not have arrived when this returns. */
    void write(ByteBuffer content) throws StorageException {
        given = content;
        transfer.resume();
        try {
            transfer.readAhead();
            while (given.hasRemaining()) {
                await();
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(Reason.IO, dialogue.file().name(), e);
        } finally {
            transfer.pause();
        }
    }

    /**
     * Waits until the server has confirmed the last block, and thereby stored the file.
     *
     * @throws StorageException if it has not
     */
    void finish() throws StorageException {
        given = ByteBuffer.allocate(0);
        end = true;
        transfer.resume();
        try {
            transfer.readAhead();
            while (transfer.outcome() == null) {
                await();
            }
            if (!transfer.outcome().done()) {
                throw Failures.of(transfer.outcome(), dialogue.file().name());
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(Reason.IO, dialogue.file().name(), e);
        } finally {
            close();
        }
    }

    private void await() throws IOException {
        if (transfer.outcome() != null) {
            throw Failures.of(transfer.outcome(), dialogue.file().name());
        }
        ByteBuffer answer = answers.buffer().clear();
        InetSocketAddress from;
        try {
            from = dialogue.socket().receive(answer);
        } catch (IOException e) {
            throw transfer.outcome() == null
                    ? e
                    : Failures.of(transfer.outcome(), dialogue.file().name());
        }
        if (from.equals(dialogue.socket().peer())) {
            if (!answersLateRequest(answer.flip())) {
                transfer.packet(answer, System.nanoTime());
                transfer.readAhead();
            }
        } else {
            dialogue.foreign(from, Header.opcode(answer.flip()));
        }
    }

    /**
     * The server took our request, so the file is there already only for a copy of that request, which the network kept
     * until the transfer was over. Our last block is repeated and confirmed, or nobody answers any more.
     */
    private static boolean answersLateRequest(ByteBuffer answer) {
        return Header.opcode(answer) == Header.ERROR
                && ErrorCode.of(Header.block(answer)) == ErrorCode.FILE_EXISTS; // the code stands where blocks do
    }

    /** Ends it; a server that was not sent everything drops the file. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        transfer.cancel(ErrorCode.NOT_DEFINED, "closed"); // does nothing if it is done
        dialogue.close();
        lease.close();
        answers.close();
    }
}
