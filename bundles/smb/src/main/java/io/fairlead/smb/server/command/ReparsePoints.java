// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformation;
import io.fairlead.smb.fscc.SymbolicLinkReparseData;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * FSCTL_GET_REPARSE_POINT and FSCTL_SET_REPARSE_POINT, [MS-FSA] 2.1.5.9.12 and 35, for symbolic links within the share. Every
 * link is told relative to its folder: clients know no other root that ours could start at.
 */
final class ReparsePoints {
    private static final int HEADER_BYTES = 8;
    private static final int MOST_BYTES = 16 * 1024;

    private ReparsePoints() {}

    static Reply get(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        Attributes attributes = open.file().attributes();
        if (!attributes.isLink()) {
            throw new SmbException(NtStatus.NOT_A_REPARSE_POINT, "not a link");
        }
        String text = relative(open.file().path(), attributes.target().orElse(""));
        byte[] data = new SymbolicLinkReparseData(text, true).encode();
        if (body.mostOutput() < HEADER_BYTES) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL, "no room for a reparse point");
        }
        boolean fits = data.length <= body.mostOutput();
        byte[] told = fits ? data : Arrays.copyOf(data, (int) body.mostOutput());
        return new Reply(
                fits ? NtStatus.SUCCESS : NtStatus.BUFFER_OVERFLOW, new IoctlResponse(body.code(), open.id(), told));
    }

    /** From the link's folder, whose names it does not tell. */
    static String relative(VPath link, String target) {
        if (!target.startsWith("/")) {
            return target.replace('/', '\\');
        }
        String up = "..\\".repeat(link.parent().names().size());
        return up + target.substring(1).replace('/', '\\');
    }

    /** Only an empty file becomes a link, or what is a link already. */
    static Reply set(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId(), AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES);
        Request.checkLiving(open);
        byte[] input = body.input();
        if (input.length < HEADER_BYTES || input.length > MOST_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, input.length + " bytes");
        }
        WireReader in = new WireReader(ByteBuffer.wrap(input), ByteOrder.LITTLE_ENDIAN);
        if (ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getInt() != FileInformation.SYMLINK_TAG) {
            throw new SmbException(NtStatus.IO_REPARSE_TAG_NOT_HANDLED, "no symbolic link");
        }
        if (!open.tree().export().features().contains(Storage.Feature.SYMLINKS)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "the storage has no links");
        }
        SymbolicLinkReparseData data;
        try {
            data = SymbolicLinkReparseData.decode(in);
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.IO_REPARSE_DATA_INVALID, e.getMessage());
        }
        if (!data.relative() || data.target().isEmpty() || data.target().indexOf(0) >= 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "a link that does not start at its folder");
        }
        try {
            open.file().linkTarget(data.target().replace('\\', '/'));
        } catch (StorageException e) {
            if (e.reason() == Reason.IS_DIRECTORY) {
                throw new SmbException(NtStatus.NOT_SUPPORTED, e.getMessage());
            }
            throw e;
        }
        return Reply.of(new IoctlResponse(body.code(), open.id(), new byte[0]));
    }
}
