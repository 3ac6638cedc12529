// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.BufferPool;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.CloseResponse;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.protocol.WriteResponse;
import io.fairlead.smb.server.exchange.Payload;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.time.Instant;

/** CLOSE, FLUSH, READ and WRITE, [MS-SMB2] 3.3.5.10 to 3.3.5.13. */
final class FileHandlers {
    private static final long LARGEST_FILE = 0xFFF_FFFF_0000L; // MAXFILESIZE of [MS-FSA]

    private FileHandlers() {}

    static Reply close(Request request, CloseRequest body) throws SmbException, StorageException {
        SmbOpen open = request.any(body.fileId());
        if (open.file() != null) {
            catchUp(open);
        }
        boolean asked = open.file() != null && (body.flags() & CloseRequest.POSTQUERY_ATTRIBUTES) != 0;
        FileTimesAndSizes file = asked ? CreateAnswer.timesAndSizes(open.attributes()) : FileTimesAndSizes.NONE;
        open.close();
        return Reply.of(new CloseResponse(asked ? CloseRequest.POSTQUERY_ATTRIBUTES : 0, file));
    }

    /** [MS-FSA] 2.1.5.4: writes that the open has not shown yet count as made now. */
    private static void catchUp(SmbOpen open) throws StorageException {
        boolean behind = open.lastWrite().isBehind();
        open.lastWrite().flush();
        if (behind
                && open.has(AccessMask.WRITE_ATTRIBUTES)
                && open.view().features().contains(Storage.Feature.SET_MODIFIED)) {
            open.file().change(AttributeChanges.modified(Instant.now()));
        }
    }

    static Reply flush(Request request, FlushRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId(), AccessMask.WRITE_DATA | AccessMask.APPEND_DATA);
        if (!open.isPast()) {
            open.file().sync();
        }
        open.lastWrite().flush();
        return Reply.of(new Empty());
    }

    static Reply read(Request request, ReadRequest body) throws SmbException, StorageException {
        request.checkPayload(
                Math.max(body.length(), body.minimumCount()),
                request.negotiated().limits().read());
        SmbOpen open = request.any(body.fileId());
        if (open.pipe() != null) {
            return PipeHandlers.read(open, body);
        }
        if (open.file().kind() == Attributes.Kind.DIRECTORY) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "READ of a directory");
        }
        if (!open.has(AccessMask.READ_DATA | AccessMask.EXECUTE)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be read");
        }
        if (body.offset() < 0 || body.offset() > Long.MAX_VALUE - body.length()) { // [MS-FSA] 2.1.5.3
            throw new SmbException(NtStatus.INVALID_PARAMETER, "offset " + body.offset());
        }
        long left = open.file().size() - body.offset();
        int length = (int) Math.max(0, Math.min(body.length(), left));
        if (!request.pace(request.session().downloadRate(), length)) {
            throw new SmbException(NtStatus.CANCELLED, "held back by the user's rate");
        }
        if (length >= Request.LEAST_AS_IS && request.exchange().sendsAsIs(request)) {
            return sent(request, open, body, length);
        }
        BufferPool.Lease memory = length > 0 ? request.connection().memory().direct(length) : null;
        try {
            ByteBuffer data = memory == null
                    ? ByteBuffer.allocate(length)
                    : memory.buffer().limit(length);
            read(open, body, data);
            return read(request, open, body, data.remaining(), new ReadResponse(data), Payload.in(memory));
        } catch (SmbException | StorageException | RuntimeException e) {
            if (memory != null) {
                memory.close();
            }
            throw e;
        }
    }

    private static void read(SmbOpen open, ReadRequest body, ByteBuffer data) throws StorageException {
        while (data.hasRemaining() && open.file().read(data, body.offset() + data.position()) >= 0) {
            // until it is full, or the file has become shorter
        }
        if (body.length() > 0 && data.capacity() == 0) {
            open.file().read(ByteBuffer.allocate(1), body.offset()); // a lock stands against this one as well
        }
        data.flip();
    }

    /** The storage sends it, into the socket where it can. */
    private static Reply sent(Request request, SmbOpen open, ReadRequest body, int length)
            throws SmbException, StorageException {
        open.file().checkRead(new ByteRange(body.offset(), length));
        var region = new FileRegion(open.file(), body.offset(), length);
        var head = new ReadResponse(ByteBuffer.allocate(0), length);
        return read(request, open, body, length, head, Payload.of(region));
    }

    private static Reply read(
            Request request, SmbOpen open, ReadRequest body, int length, ReadResponse response, Payload payload)
            throws SmbException {
        boolean nothing = length == 0 && (body.length() > 0 || body.minimumCount() > 0);
        if (nothing || length < body.minimumCount()) {
            throw new SmbException(NtStatus.END_OF_FILE, "at " + body.offset());
        }
        open.position(body.offset() + length);
        request.sent(length);
        return new Reply(NtStatus.SUCCESS, response, payload);
    }

    static Reply write(Request request, WriteRequest body) throws SmbException, StorageException {
        int length = body.data().remaining();
        request.checkPayload(length, request.negotiated().limits().write());
        SmbOpen open = request.any(body.fileId());
        if (open.pipe() != null) {
            return PipeHandlers.write(open, body);
        }
        if (!open.has(AccessMask.WRITE_DATA | AccessMask.APPEND_DATA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be written");
        }
        Request.checkLiving(open);
        long offset = body.offset();
        boolean outside = offset == -1 && open.has(AccessMask.WRITE_DATA) || offset > LARGEST_FILE - length;
        if (offset < -1 || length > 0 && outside) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, length + " bytes at " + offset);
        }
        if (!open.has(AccessMask.WRITE_DATA)
                && offset != -1
                && offset < open.file().size()) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "opened to append only");
        }
        open.file().write(body.data().duplicate(), Math.max(0, offset));
        open.lastWrite().wrote();
        keepTime(open);
        open.position(Math.max(0, offset) + length);
        if ((body.flags() & WriteRequest.WRITE_THROUGH) != 0) {
            open.file().sync();
        }
        request.received(length);
        request.pace(request.session().uploadRate(), length);
        return Reply.of(new WriteResponse(length));
    }

    /** [MS-FSA] 2.1.4.17: a time that the client has set through this open stays. */
    static void keepTime(SmbOpen open) throws StorageException {
        Instant set = open.lastWrite().set();
        if (set != null) {
            open.file().change(AttributeChanges.modified(set));
        }
    }
}
