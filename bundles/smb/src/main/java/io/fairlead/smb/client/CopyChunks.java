// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies inside the server, between shares too: FSCTL_SRV_COPYCHUNK_WRITE, [MS-SMB2] 2.2.31.1. Thread-safe. */
final class CopyChunks implements ServerCopy {
    private static final int FSCTL_SRV_REQUEST_RESUME_KEY = 0x0014_0078;
    private static final int FSCTL_SRV_COPYCHUNK_WRITE = 0x0014_80F2;
    private static final int KEY_BYTES = 24;
    private static final int KEY_ANSWER_BYTES = 32;
    private static final int ANSWER_BYTES = 12;

    /** What servers do at once, unless they say otherwise. */
    private static final Limits USUAL = new Limits(16, 1024 * 1024, 16 * 1024 * 1024);

    private volatile Limits limits = USUAL;

    /** In one request. */
    private record Limits(long chunks, long chunkBytes, long bytes) {}

    @Override
    public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
            throws StorageException {
        SmbFileNode from = file(source, Access.READ);
        SmbFileNode to = file(target, Access.WRITE);
        if (from.handle.tree().session() != to.handle.tree().session()) {
            throw new StorageException(Reason.NOT_SUPPORTED, "not of one session");
        }
        long available = from.size() - sourcePosition;
        if (available <= 0) {
            return 0;
        }
        try {
            to.beforeCopy();
            byte[] key = resumeKey(from.handle);
            long copied = copy(key, sourcePosition, to.handle, targetPosition, Math.min(available, count));
            to.copied(targetPosition + copied);
            return copied;
        } catch (IOException e) {
            throw Failures.of(e, to.path().toString());
        } finally {
            to.changed();
        }
    }

    private static SmbFileNode file(Node node, Access access) throws StorageException {
        SmbNode ours = SmbNode.of(node);
        ours.require(access);
        if (!(ours instanceof SmbFileNode file)) {
            throw new StorageException(Reason.IS_DIRECTORY, ours.path());
        }
        return file;
    }

    private static byte[] resumeKey(RemoteHandle source) throws IOException {
        HandleRequest request = HandleRequest.repeatable(
                Command.IOCTL,
                KEY_ANSWER_BYTES,
                id -> new IoctlRequest(
                        FSCTL_SRV_REQUEST_RESUME_KEY, id, new byte[0], 0, KEY_ANSWER_BYTES, IoctlRequest.IS_FSCTL));
        byte[] output = IoctlResponse.decode(source.succeed(request).body()).output();
        return new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN).bytes(KEY_BYTES);
    }

    private long copy(byte[] key, long from, RemoteHandle target, long to, long count) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Limits now = limits;
            long chunks = Math.min(now.chunks, (Math.min(count, now.bytes) + now.chunkBytes - 1) / now.chunkBytes);
            long bytes = Math.min(Math.min(count, now.bytes), chunks * now.chunkBytes);
            WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                    .bytes(key)
                    .u32(chunks)
                    .u32(0);
            for (long done = 0; done < bytes; done += now.chunkBytes) {
                out.u64(from + done).u64(to + done);
                out.u32(Math.min(now.chunkBytes, bytes - done)).u32(0);
            }
            byte[] input = out.toBytes();
            HandleRequest request = HandleRequest.once(
                    Command.IOCTL,
                    input.length,
                    id -> new IoctlRequest(
                            FSCTL_SRV_COPYCHUNK_WRITE, id, input, 0, ANSWER_BYTES, IoctlRequest.IS_FSCTL));
            Answer answer = target.ask(request);
            if (answer.is(NtStatus.SUCCESS)) {
                return told(answer).bytes;
            }
            if (attempt > 0 || !answer.is(NtStatus.INVALID_PARAMETER) || !isSmaller(answer)) {
                throw new StatusException(Command.IOCTL, answer.status());
            }
            limits = told(answer);
        }
    }

    /** 3.3.5.15.6: a server that was asked for too much says what it does, as if it had done it. */
    private static boolean isSmaller(Answer answer) {
        try {
            Limits told = told(answer);
            return told.chunks > 0 && told.chunkBytes > 0 && told.bytes > 0;
        } catch (IOException e) {
            return false; // an answer of another shape: a refusal without limits
        }
    }

    private static Limits told(Answer answer) throws IOException {
        byte[] output = IoctlResponse.decode(answer.body()).output();
        WireReader in = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        return new Limits(in.u32(), in.u32(), in.u32());
    }
}
