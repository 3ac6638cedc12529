// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.net.BufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;

/** RETR, RFC 959 4.1.3: the file as it is long when opened. */
final class Download implements TransferTask {
    private static final int FIRST_CHUNK = 256 << 10;
    private static final int LARGEST_CHUNK = 2 << 20; // a client of 17 KiB/s is slow, not stalled
    private static final long SHOWN_WITHIN_NANOS = 500_000_000;

    private final FtpSession session;
    private final Login login;
    private final VPath path;
    private final TransferParameters parameters;
    private final Pace pace;
    private OpenFile file;
    private volatile long size = -1;

    Download(FtpSession session, VPath path) {
        this.session = session;
        this.login = session.login();
        this.path = path;
        this.parameters = session.parameters();
        this.pace = new Pace(login.identity().limits().downloadBytesPerSecond());
    }

    @Override
    public String description() {
        return "RETR " + session.printable(path);
    }

    @Override
    public void open() throws IOException {
        file = login.open(path, Open.read());
        size = file.attributes().size();
        if (parameters.restart() > size || (parameters.ascii() && parameters.restart() > 0)) {
            throw new CommandRefused(ReplyCode.BAD_RESTART, "Can't start there");
        }
    }

    @Override
    public String opening() {
        return "Sending " + (size - parameters.restart()) + " bytes";
    }

    @Override
    public long expectedBytes() {
        return size;
    }

    @Override
    public void carry(DataChannel channel, Transfer transfer) throws IOException {
        if (parameters.ascii()) {
            copy(channel, transfer, AsciiConversion.toNetwork());
        } else if (channel.zeroCopy()) {
            send(channel, transfer);
        } else {
            copy(channel, transfer, null);
        }
        channel.announceEnd();
    }

    /** Has the storage send by itself, in calls large enough to cost nothing, yet short enough to be watched. */
    private void send(DataChannel channel, Transfer transfer) throws IOException {
        int chunk = FIRST_CHUNK;
        for (long position = parameters.restart(); position < size; ) {
            long before = System.nanoTime();
            long sent = file.transferTo(position, Math.min(pace.grain(chunk), size - position), channel.sink());
            if (sent <= 0) {
                throw new StorageException(Reason.IO, "file became shorter while it was sent");
            }
            position += sent;
            count(transfer, sent);
            if (System.nanoTime() - before < SHOWN_WITHIN_NANOS / 4) {
                chunk = Math.min(LARGEST_CHUNK / 2, chunk) * 2;
            } else if (System.nanoTime() - before > SHOWN_WITHIN_NANOS) {
                chunk = Math.max(64 * 1024, chunk / 2);
            }
        }
    }

    private void copy(DataChannel channel, Transfer transfer, AsciiConversion conversion) throws IOException {
        try (BufferPool.Lease lease = session.server().leaseBuffer()) {
            ByteBuffer buffer = lease.buffer();
            for (long position = parameters.restart(); position < size; ) {
                buffer.clear().limit((int) Math.min(pace.grain(buffer.capacity()), size - position));
                int n = file.read(buffer, position);
                if (n < 0) {
                    throw new StorageException(Reason.IO, "file became shorter while it was sent");
                }
                position += n;
                buffer.flip();
                channel.write(conversion == null ? buffer : conversion.convert(buffer));
                count(transfer, n);
            }
        }
    }

    private void count(Transfer transfer, long sent) {
        transfer.moved(sent);
        session.sent(sent);
        pace.spend(sent);
    }

    @Override
    public void complete() throws IOException {
        file.close();
    }

    @Override
    public void abandon() {
        session.closeQuietly(file);
    }
}
