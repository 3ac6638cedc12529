// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.net.RateLimit;
import java.io.IOException;
import java.nio.ByteBuffer;

/** RETR, RFC 959 4.1.3: the file as it is long when opened. */
public final class Download implements TransferTask {
    /**
     * What Linux moves at a time in {@code sendfile}, the capacity of a pipe. In longer calls each such piece leaves a
     * small packet behind it where packets are large, as between processes of one machine: that takes twice the time.
     */
    private static final int CHUNK = 64 << 10;

    private final Owner owner;
    private final MountedFiles files;
    private final VPath path;
    private final TransferParameters parameters;
    private final RateLimit rate;
    private OpenFile file;
    private volatile long size = -1;

    public Download(Owner owner, VPath path) {
        this.owner = owner;
        this.files = owner.files();
        this.path = path;
        this.parameters = owner.parameters();
        this.rate = RateLimit.of(owner.identity().limits().downloadBytesPerSecond());
    }

    @Override
    public String description() {
        return "RETR " + Masked.of(path);
    }

    @Override
    public AuditEvent.Action action() {
        return AuditEvent.Action.DOWNLOAD;
    }

    @Override
    public VPath path() {
        return path;
    }

    @Override
    public Right right() {
        return Right.READ;
    }

    @Override
    public void open(Patience patience) throws IOException {
        file = files.open(path, Open.read(), patience);
        size = file.size();
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

    /** Has the storage send by itself. */
    private void send(DataChannel channel, Transfer transfer) throws IOException {
        for (long position = parameters.restart(); position < size; ) {
            long sent = file.transferTo(position, Math.min(rate.grain(CHUNK), size - position), channel.sink());
            if (sent <= 0) {
                throw new StorageException(Reason.IO, "file became shorter while it was sent");
            }
            position += sent;
            count(transfer, sent);
        }
    }

    private void copy(DataChannel channel, Transfer transfer, AsciiConversion conversion) throws IOException {
        try (TransferMemory.Buffer share = transfer.buffer(conversion == null ? 1 : 3)) {
            ByteBuffer buffer = share.bytes();
            for (long position = parameters.restart(); position < size; ) {
                buffer.clear().limit((int) Math.min(rate.grain(buffer.capacity()), size - position));
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
        owner.sent(sent);
        rate.moved(sent);
    }

    @Override
    public void complete() throws IOException {
        file.close();
    }

    @Override
    public void abandon() throws StorageException {
        if (file != null) {
            file.close();
        }
    }
}
