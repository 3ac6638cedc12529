// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.Guids;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** IOCTL, [MS-SMB2] 3.3.5.15. */
final class IoctlHandler {
    private static final int FSCTL_DFS_GET_REFERRALS = 0x0006_0194;
    private static final int FSCTL_DFS_GET_REFERRALS_EX = 0x0006_01B0;
    private static final int FSCTL_GET_COMPRESSION = 0x0009_003C;
    private static final int FSCTL_CREATE_OR_GET_OBJECT_ID = 0x0009_00C0;
    private static final int FSCTL_SET_COMPRESSION = 0x0009_C040;
    private static final int FSCTL_GET_OBJECT_ID = 0x0009_009C;
    private static final int FSCTL_SET_REPARSE_POINT = 0x0009_00A4;
    private static final int FSCTL_GET_REPARSE_POINT = 0x0009_00A8;
    private static final int FSCTL_SRV_ENUMERATE_SNAPSHOTS = 0x0014_4064;
    private static final int FSCTL_PIPE_WAIT = 0x0011_0018;
    private static final int FSCTL_SET_SPARSE = 0x0009_00C4;
    private static final int FSCTL_QUERY_ALLOCATED_RANGES = 0x0009_40CF;
    private static final int FSCTL_SET_ZERO_DATA = 0x0009_80C8;
    private static final int FSCTL_FILE_LEVEL_TRIM = 0x0009_8208;
    private static final int FSCTL_SRV_REQUEST_RESUME_KEY = 0x0014_0078;
    private static final int FSCTL_SRV_COPYCHUNK = 0x0014_40F2;
    private static final int FSCTL_SRV_COPYCHUNK_WRITE = 0x0014_80F2;
    private static final int FSCTL_QUERY_NETWORK_INTERFACE_INFO = 0x0014_01FC;
    private static final int FSCTL_PIPE_TRANSCEIVE = 0x0011_C017;
    private static final int FSCTL_VALIDATE_NEGOTIATE_INFO = 0x0014_0204;
    private static final int MOST_DIALECTS = 64;

    private IoctlHandler() {}

    static Reply ioctl(Request request, IoctlRequest body) throws SmbException, StorageException {
        if (body.flags() != IoctlRequest.IS_FSCTL) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "not an FSCTL");
        }
        long most = request.negotiated().limits().transact();
        request.checkPayload(Math.max(body.input().length, body.mostInput() + body.mostOutput()), 2 * most);
        return switch (body.code()) {
            case FSCTL_VALIDATE_NEGOTIATE_INFO -> validate(request, body);
            case FSCTL_SRV_REQUEST_RESUME_KEY -> CopyChunk.resumeKey(request, body);
            case FSCTL_SRV_COPYCHUNK -> CopyChunk.copy(request, body, true);
            case FSCTL_SRV_COPYCHUNK_WRITE -> CopyChunk.copy(request, body, false);
            case FSCTL_SRV_ENUMERATE_SNAPSHOTS -> SnapshotList.of(request, body);
            case FSCTL_GET_REPARSE_POINT -> ReparsePoints.get(request, body);
            case FSCTL_SET_REPARSE_POINT -> ReparsePoints.set(request, body);
            case FSCTL_CREATE_OR_GET_OBJECT_ID, FSCTL_GET_OBJECT_ID -> objectId(request, body);
            case FSCTL_SET_SPARSE -> SparseFiles.setSparse(request, body);
            case FSCTL_SET_ZERO_DATA -> SparseFiles.zeroData(request, body);
            case FSCTL_QUERY_ALLOCATED_RANGES -> SparseFiles.allocatedRanges(request, body);
            case FSCTL_FILE_LEVEL_TRIM -> SparseFiles.trim(request, body);
            case FSCTL_GET_COMPRESSION -> compression(request, body);
            case FSCTL_SET_COMPRESSION -> refuseCompression(request, body);
            case FSCTL_QUERY_NETWORK_INTERFACE_INFO -> interfaces(request, body);
            case FSCTL_PIPE_TRANSCEIVE -> PipeHandlers.transceive(request, body);
            case FSCTL_PIPE_WAIT -> PipeHandlers.await(request, body);
            case FSCTL_DFS_GET_REFERRALS, FSCTL_DFS_GET_REFERRALS_EX ->
                throw new SmbException(NtStatus.FS_DRIVER_REQUIRED, "no DFS");
            default -> {
                request.any(body.fileId()); // first, for there may be none
                throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "FSCTL " + Integer.toHexString(body.code()));
            }
        };
    }

    /** [MS-FSCC] 2.1.3.1: 16 bytes that name the file, and three more GUIDs that say where it was born. */
    private static Reply objectId(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        NodeId id = open.file().id();
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u64(id.low()).u64(id.high());
        out.u64(open.view().id()).u64(0).u64(id.low()).u64(id.high()).zero(16);
        return Reply.of(new IoctlResponse(body.code(), open.id(), out.toBytes()));
    }

    /** [MS-FSCC] 2.3.20: nothing is compressed. */
    private static Reply compression(Request request, IoctlRequest body) throws SmbException {
        SmbOpen open = request.open(body.fileId());
        return Reply.of(new IoctlResponse(body.code(), open.id(), new byte[2]));
    }

    private static Reply refuseCompression(Request request, IoctlRequest body) throws SmbException {
        SmbOpen open = request.open(body.fileId());
        if (body.input().length >= 2 && body.input()[0] == 0 && body.input()[1] == 0) {
            return Reply.of(new IoctlResponse(body.code(), open.id(), new byte[0]));
        }
        throw new SmbException(NtStatus.NOT_SUPPORTED, "compression");
    }

    /** [MS-SMB2] 3.3.5.15.11: a client opens connections to each address that it is told; loopback is of no use to it. */
    private static Reply interfaces(Request request, IoctlRequest body) throws SmbException {
        if (!body.fileId().equals(FileId.RELATED)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "QUERY_NETWORK_INTERFACE_INFO of an open");
        }
        byte[] output =
                NetworkInterfaces.encode(request.connection().peer().remote().getAddress());
        if (output.length > body.mostOutput()) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL, output.length + " bytes");
        }
        return Reply.of(new IoctlResponse(body.code(), body.fileId(), output));
    }

    /** [MS-SMB2] 3.3.5.15.12: whoever was told something else than we said is cut off. */
    private static Reply validate(Request request, IoctlRequest body) throws SmbException {
        Negotiated agreed = request.negotiated();
        if (!body.fileId().equals(FileId.RELATED)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "VALIDATE_NEGOTIATE_INFO of an open");
        }
        boolean same;
        try {
            same = agreed.dialect() != Dialect.SMB_3_1_1 && isWhatCame(agreed, body.input());
        } catch (MalformedMessageException e) {
            same = false;
        }
        if (!same || body.mostOutput() < 24) {
            request.connection().close();
            throw new SmbException(NtStatus.ACCESS_DENIED, "somebody has changed the NEGOTIATE");
        }
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(Integer.toUnsignedLong(agreed.capabilities()));
        Guids.encode(request.server().guid(), out);
        out.u16(agreed.securityMode()).u16(agreed.dialect().revision());
        request.mustSign();
        return Reply.of(new IoctlResponse(body.code(), body.fileId(), out.toBytes()));
    }

    private static boolean isWhatCame(Negotiated agreed, byte[] input) throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(input), ByteOrder.LITTLE_ENDIAN);
        int capabilities = (int) in.u32();
        UUID guid = Guids.decode(in);
        int mode = in.u16();
        int count = in.u16();
        List<Integer> dialects = new ArrayList<>();
        for (int i = 0; i < count && i < MOST_DIALECTS; i++) {
            dialects.add(in.u16());
        }
        return capabilities == agreed.clientCapabilities()
                && guid.equals(agreed.clientGuid())
                && mode == agreed.clientSecurityMode()
                && dialects.equals(agreed.clientDialects());
    }
}
