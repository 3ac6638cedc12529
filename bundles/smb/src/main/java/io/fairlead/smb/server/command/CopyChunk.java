// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Copying inside the server: FSCTL_SRV_REQUEST_RESUME_KEY and FSCTL_SRV_COPYCHUNK, [MS-SMB2] 3.3.5.15.5 and 3.3.5.15.6. */
final class CopyChunk {
    private static final int MOST_CHUNKS = 256;
    private static final int MOST_BYTES = 1024 * 1024; // of a chunk
    private static final int MOST_IN_ALL = 16 * 1024 * 1024;
    private static final int KEY_BYTES = 24;
    private static final int ANSWER_BYTES = 12;

    private final Request request;
    private final IoctlRequest body;
    private final SmbOpen target;

    private record Chunk(long from, long to, long length) {}

    private CopyChunk(Request request, IoctlRequest body, SmbOpen target) {
        this.request = request;
        this.body = body;
        this.target = target;
    }

    /** The key is of use within the session that asked for it only: there its open is looked up. */
    static Reply resumeKey(Request request, IoctlRequest body) throws SmbException {
        SmbOpen open = request.open(body.fileId());
        if (body.mostOutput() < KEY_BYTES + Integer.BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no room for a resume key");
        }
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        out.u64(open.id().persistent())
                .u64(open.id().volatileId())
                .u64(request.session().id());
        out.u32(0); // ContextLength
        return Reply.of(new IoctlResponse(body.code(), open.id(), out.u32(0).toBytes()));
    }

    /** @param readable whether the target must be opened to be read, too */
    static Reply copy(Request request, IoctlRequest body, boolean readable) throws SmbException, StorageException {
        SmbOpen target = request.open(body.fileId());
        if (body.mostOutput() < ANSWER_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no room for an answer");
        }
        CopyChunk copy = new CopyChunk(request, body, target);
        WireReader in = new WireReader(ByteBuffer.wrap(body.input()), ByteOrder.LITTLE_ENDIAN);
        SmbOpen source;
        List<Chunk> chunks;
        try {
            source = copy.source(in);
            chunks = copy.chunks(in);
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
        if (chunks == null) { // the client asked for more than we do: it's told what that is
            return copy.answer(NtStatus.INVALID_PARAMETER, MOST_CHUNKS, MOST_BYTES, MOST_IN_ALL);
        }
        copy.checkAccess(source, readable);
        return copy.all(source, chunks);
    }

    private SmbOpen source(WireReader in) throws MalformedMessageException, SmbException {
        long persistent = in.u64();
        long volatileId = in.u64();
        boolean ours = in.u64() == request.session().id();
        return request.session().opens().stream()
                .filter(open -> ours
                        && open.id().volatileId() == volatileId
                        && open.id().persistent() == persistent
                        && open.file() != null)
                .findFirst()
                .orElseThrow(() -> new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "no such resume key"));
    }

    /** Null if there are too many, or too large. */
    private List<Chunk> chunks(WireReader in) throws MalformedMessageException {
        long count = in.u32();
        in.skip(4); // Reserved
        if (count > MOST_CHUNKS) {
            return null;
        }
        List<Chunk> chunks = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            Chunk chunk = new Chunk(in.u64(), in.u64(), in.u32());
            in.skip(4);
            sum += chunk.length;
            if (chunk.length == 0 || chunk.length > MOST_BYTES || sum > MOST_IN_ALL) {
                return null;
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    private void checkAccess(SmbOpen source, boolean readable) throws SmbException, StorageException {
        int writes = AccessMask.WRITE_DATA | AccessMask.APPEND_DATA;
        if (!source.has(AccessMask.READ_DATA | AccessMask.EXECUTE)
                || !target.has(writes)
                || readable && !target.has(AccessMask.READ_DATA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened for this copy");
        }
        Request.checkLiving(target);
        if (source.file().kind() != Attributes.Kind.FILE || target.file().kind() != Attributes.Kind.FILE) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "copy of a directory");
        }
    }

    private Reply all(SmbOpen source, List<Chunk> chunks) throws SmbException, StorageException {
        long written = 0;
        int done = 0;
        for (Chunk chunk : chunks) {
            if (chunk.from < 0 || chunk.to < 0 || chunk.from > source.file().size() - chunk.length) {
                return answer(NtStatus.INVALID_VIEW_SIZE, done, 0, written);
            }
            try {
                written += copy(source, chunk);
            } catch (StorageException e) {
                if (e.reason() != Reason.LOCKED) {
                    throw e;
                }
                return answer(NtStatus.FILE_LOCK_CONFLICT, done, 0, written);
            }
            done++;
        }
        return answer(NtStatus.SUCCESS, done, 0, written);
    }

    private long copy(SmbOpen source, Chunk chunk) throws StorageException {
        boolean overlaps = source.file().id().equals(target.file().id())
                && source.file().stream().equalsIgnoreCase(target.file().stream())
                && Math.abs(chunk.from - chunk.to) < chunk.length;
        if (!overlaps) {
            long done = 0;
            while (done < chunk.length) {
                long count =
                        target.file().copyFrom(source.file(), chunk.from + done, chunk.to + done, chunk.length - done);
                if (count <= 0) {
                    break;
                }
                done += count;
            }
            return done;
        }
        ByteBuffer all = ByteBuffer.allocate((int) chunk.length); // as it was before
        while (all.hasRemaining() && source.file().read(all, chunk.from + all.position()) >= 0) {
            // until it is full
        }
        target.file().write(all.flip(), chunk.to);
        return all.limit();
    }

    private Reply answer(NtStatus status, int chunks, int chunkBytes, long bytes) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(chunks)
                .u32(chunkBytes)
                .u32(bytes);
        return new Reply(status, new IoctlResponse(body.code(), target.id(), out.toBytes()));
    }
}
