// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.CommandLine;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.tls.UnannouncedEndException;
import io.fairlead.net.RateLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** STOR, APPE and STOU, RFC 959 4.1.3. */
public final class Upload implements TransferTask {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    /** What becomes of an existing file. */
    public enum Mode {
        /** STOR: the whole file, published when it is complete. */
        REPLACE("STOR"),
        /** STOR behind REST: in place, from a position on. */
        RESUME("STOR"),
        APPEND("APPE"),
        /** STOU: under a name nobody has. */
        UNIQUE("STOU");

        private final String verb;

        Mode(String verb) {
            this.verb = verb;
        }
    }

    private final Owner owner;
    private final MountedFiles files;
    private final VPath path;
    private final Mode mode;
    private final TransferParameters parameters;
    private final RateLimit rate;
    private OpenFile file;
    private boolean completed;

    public Upload(Owner owner, VPath path, Mode mode) {
        this.owner = owner;
        this.files = owner.files();
        this.path = path;
        this.mode = mode;
        this.parameters = owner.parameters();
        this.rate = RateLimit.of(owner.identity().limits().uploadBytesPerSecond());
    }

    @Override
    public String description() {
        return mode.verb + " " + Masked.of(path);
    }

    @Override
    public AuditEvent.Action action() {
        return mode == Mode.APPEND ? AuditEvent.Action.APPEND : AuditEvent.Action.UPLOAD;
    }

    @Override
    public VPath path() {
        return path;
    }

    @Override
    public Right right() {
        return Right.WRITE;
    }

    @Override
    public void open(Patience patience) throws IOException {
        file = files.open(path, how(), patience);
        if (mode == Mode.RESUME && (parameters.ascii() || parameters.restart() > file.size())) {
            throw new CommandRefused(ReplyCode.BAD_RESTART, "Can't start there");
        }
    }

    private Open how() {
        return switch (mode) {
            case REPLACE -> Open.replace();
            case RESUME -> new Open(EnumSet.of(Access.WRITE), Disposition.OPEN, Kind.FILE);
            case APPEND -> Open.openOrCreate(Access.APPEND);
            case UNIQUE -> new Open(EnumSet.of(Access.WRITE, Access.DELETE), Disposition.CREATE, Kind.FILE);
        };
    }

    @Override
    public String opening() {
        // RFC 1123 4.1.2.9: the name in exactly this form
        return mode == Mode.UNIQUE ? "FILE: " + CommandLine.printable(path.toString()) : "Ready for data";
    }

    @Override
    public void carry(DataChannel channel, Transfer transfer) throws IOException {
        AsciiConversion conversion = parameters.ascii() ? AsciiConversion.fromNetwork() : null;
        try (TransferMemory.Buffer share = transfer.buffer(conversion == null ? 1 : 3)) {
            ByteBuffer buffer = share.bytes();
            long position = parameters.restart();
            while (true) {
                buffer.clear().limit(rate.grain(buffer.capacity()));
                int n = read(channel, buffer);
                if (n < 0) {
                    break;
                }
                buffer.flip();
                position += write(conversion == null ? buffer : conversion.convert(buffer), position);
                transfer.moved(n);
                owner.received(n);
                rate.moved(n);
            }
            channel.answerEnd();
            if (conversion != null) {
                write(conversion.end(), position);
            }
        }
    }

    private int read(DataChannel channel, ByteBuffer buffer) throws IOException {
        try {
            return channel.read(buffer);
        } catch (UnannouncedEndException e) {
            if (e.insideRecord() || !owner.allowsMissingCloseNotify()) {
                throw e;
            }
            LOG.debug("{} {} ends without close_notify", owner.who(), description());
            return -1;
        }
    }

    private int write(ByteBuffer from, long position) throws IOException {
        int length = from.remaining();
        if (length > 0) {
            file.write(from, position); // of an APPEND open the position does not count
        }
        return length;
    }

    @Override
    public boolean outlivesControl() {
        return true;
    }

    @Override
    public void complete() throws IOException {
        completed = true; // whether or not it gets published: close() decides that for good
        file.close();
    }

    @Override
    public void abandon() throws StorageException {
        if (file == null || completed) {
            return;
        }
        file.abort();
        if (mode == Mode.UNIQUE) {
            try {
                file.delete();
            } catch (StorageException e) {
                LOG.warn("{} left {} behind: {}", owner.who(), Masked.of(path), e.getMessage());
            }
        }
        file.close();
    }
}
