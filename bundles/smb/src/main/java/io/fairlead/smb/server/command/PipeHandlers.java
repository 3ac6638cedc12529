// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.smb.PipeService;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.protocol.WriteResponse;
import io.fairlead.smb.rpc.RpcPipe;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.OpenPipe;
import io.fairlead.smb.server.state.Pipes;
import io.fairlead.smb.server.state.SmbOpen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named pipes of IPC$: CREATE, READ, WRITE, FSCTL_PIPE_TRANSCEIVE, [MS-SMB2] 3.3.5.15.10. */
final class PipeHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(PipeHandlers.class);
    private static final int ATTRIBUTES = FileAttributes.NORMAL;
    private static final int MOST_PIPES = 64; // of a session

    private PipeHandlers() {}

    static Reply create(Request request, CreateRequest body) throws SmbException, StorageException {
        String name = body.name().toLowerCase(Locale.ROOT);
        name = name.startsWith("pipe\\") ? name.substring("pipe\\".length()) : name;
        if (!request.session().established().orElseThrow().identity().may(Right.LIST)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the account may not look");
        }
        if (request.session().opens().size() >= MOST_PIPES
                && request.session().opens().stream()
                                .filter(open -> open.pipe() != null)
                                .count()
                        >= MOST_PIPES) {
            throw new SmbException(NtStatus.INSUFFICIENT_RESOURCES, "too many pipes");
        }
        OpenPipe pipe = open(request, Pipes.key(name));
        int access = AccessMask.specific(body.desiredAccess()) & Rights.PIPE;
        SmbOpen open = request.session().open(request.tree(), pipe, access);
        request.exchange().related().file(open.id());
        FileTimesAndSizes times = new FileTimesAndSizes(0, 0, 0, 0, 4096, 0, ATTRIBUTES);
        return Reply.of(new CreateResponse(OplockLevel.NONE, CreateResponse.OPENED, times, open.id(), List.of()));
    }

    /** [MS-SMB2] 3.3.5.15.14: a pipe that is there can be opened at once, and for any other nobody can wait. */
    static Reply await(Request request, IoctlRequest body) throws SmbException {
        if (!request.tree().share().isPipes() || !body.fileId().equals(FileId.RELATED)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "FSCTL_PIPE_WAIT of an open");
        }
        String name;
        try {
            WireReader in = new WireReader(ByteBuffer.wrap(body.input()), ByteOrder.LITTLE_ENDIAN);
            in.skip(8); // Timeout
            int bytes = (int) Math.min(in.u32(), Integer.MAX_VALUE);
            in.skip(2); // TimeoutSpecified, Padding
            name = in.utf16(bytes, "Name").toLowerCase(Locale.ROOT);
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
        if (!RpcPipe.names().contains(name)
                && request.server().pipes().find(Pipes.key(name)).isEmpty()) {
            throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "no such pipe");
        }
        return Reply.of(new IoctlResponse(body.code(), body.fileId(), new byte[0]));
    }

    private static OpenPipe open(Request request, String name) throws SmbException, StorageException {
        Identity user = request.session().established().orElseThrow().identity();
        var client = new PipeService.Client(
                user, request.connection().peer(), request.server().settings().name());
        PipeService service = RpcPipe.names().contains(name)
                ? RpcPipe.service(
                        one -> new ServerTold(request.server(), one.user()), new AccountNames(request.server()))
                : request.server()
                        .pipes()
                        .find(name)
                        .orElseThrow(() -> new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "no such pipe"));
        try {
            return new OpenPipe(name, service.open(name, client));
        } catch (RuntimeException e) { // a fault of somebody else's service
            LOG.error("pipe {} can't be opened", name, e);
            throw new SmbException(NtStatus.PIPE_NOT_AVAILABLE, e.toString());
        }
    }

    /** Has the pipe do something; a service whose pipe breaks ends it. */
    private static Reply use(SmbOpen open, OpenPipe.Use<Reply, SmbException> use) throws SmbException {
        try {
            return open.pipe().use(use);
        } catch (IOException e) {
            throw new SmbException(NtStatus.PIPE_DISCONNECTED, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("pipe {} fails", open.pipe().name(), e);
            throw new SmbException(NtStatus.PIPE_DISCONNECTED, e.toString());
        }
    }

    static Reply write(SmbOpen open, WriteRequest body) throws SmbException {
        return use(open, pipe -> {
            int length = body.data().remaining();
            pipe.write(body.data().duplicate());
            return Reply.of(new WriteResponse(length));
        });
    }

    static Reply read(SmbOpen open, ReadRequest body) throws SmbException {
        return use(open, pipe -> {
            Part part = next(pipe, body.length());
            return new Reply(part.status, new ReadResponse(ByteBuffer.wrap(part.bytes)));
        });
    }

    private record Part(NtStatus status, byte[] bytes) {}

    /** A message that does not fit is given in parts, each but the last with a warning. */
    private static Part next(OpenPipe pipe, long most) throws SmbException, IOException {
        if (!pipe.hasMessage()) { // nobody will ever write one: answers come with the requests
            throw new SmbException(NtStatus.PIPE_DISCONNECTED, "nothing to read");
        }
        boolean whole = most >= pipe.available();
        byte[] bytes = pipe.read((int) Math.min(most, Integer.MAX_VALUE));
        return new Part(whole ? NtStatus.SUCCESS : NtStatus.BUFFER_OVERFLOW, bytes);
    }

    static Reply transceive(Request request, IoctlRequest body) throws SmbException {
        SmbOpen open = request.any(body.fileId());
        if (open.pipe() == null) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "not a pipe");
        }
        return use(open, pipe -> {
            if (pipe.hasMessage()) {
                throw new SmbException(NtStatus.PIPE_BUSY, "an answer waits to be read");
            }
            pipe.write(ByteBuffer.wrap(body.input()));
            Part part = next(pipe, body.mostOutput());
            return new Reply(part.status, new IoctlResponse(body.code(), open.id(), part.bytes));
        });
    }

    /** FileStandardInformation and FilePipeInformation, which some clients ask for. */
    static Reply query(QueryInfoRequest body) throws SmbException {
        if (body.type() != InfoType.FILE) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "a pipe has neither file system nor security");
        }
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        switch (body.informationClass()) {
            case FileInformationClass.STANDARD ->
                out.u64(4096).u64(0).u32(1).u8(1).u8(0).u16(0);
            case FileInformationClass.PIPE -> out.u32(1).u32(0); // message mode, blocking
            default -> throw new SmbException(NtStatus.INVALID_PARAMETER, "class " + body.informationClass());
        }
        if (body.most() < out.position()) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH, body.most() + " bytes");
        }
        return Reply.of(new OutputResponse(out.toBytes()));
    }
}
