// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.net.WireReader;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.ShareFiles.Opened;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.fscc.FileInformation;
import io.fairlead.smb.fscc.SymbolicLinkReparseData;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Where links lead, by their texts: FSCTL_GET_REPARSE_POINT and FSCTL_SET_REPARSE_POINT, [MS-FSCC] 2.3.29 and 2.3.81. */
public final class LinkTexts {
    private static final int GET = 0x0009_00A8;
    private static final int SET = 0x0009_00A4;
    private static final int MOST_BYTES = 16 * 1024; // MAXIMUM_REPARSE_DATA_BUFFER_SIZE

    private LinkTexts() {}

    private static IoctlRequest request(int code, FileId id, byte[] input, int mostOutput) {
        return new IoctlRequest(code, id, input, 0, mostOutput, IoctlRequest.IS_FSCTL);
    }

    /**
     * What an open link is, with its text as far as the server tells it.
     *
     * @throws IOException if it can't be asked
     */
    public static Attributes of(RemoteHandle handle, Attributes link) throws IOException {
        return with(
                link,
                handle.ask(HandleRequest.repeatable(
                        Command.IOCTL, MOST_BYTES, id -> request(GET, id, new byte[0], MOST_BYTES))));
    }

    /**
     * The same of one that is not open.
     *
     * @throws IOException if it can't be opened, or asked
     */
    public static Attributes of(ShareFiles files, String name, Attributes link) throws IOException {
        IoctlRequest get = request(GET, FileId.RELATED, new byte[0], MOST_BYTES);
        Opened opened =
                files.open(Wanted.look(name, Links.ITSELF), List.of(new ClientRequest(Command.IOCTL, get, MOST_BYTES)));
        try {
            List<Answer> answers = opened.answers();
            return answers.size() > 1 ? with(link, answers.get(1)) : of(opened.handle(), link);
        } finally {
            opened.handle().closeSoon();
        }
    }

    private static Attributes with(Attributes link, Answer answer) throws IOException {
        if (!answer.is(NtStatus.SUCCESS)) {
            return link; // no link any more, or of a server that does not tell
        }
        byte[] data = IoctlResponse.decode(answer.body()).output();
        WireReader in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        if ((int) in.u32() != FileInformation.SYMLINK_TAG) {
            return link; // of another kind, as a junction
        }
        String text = SymbolicLinkReparseData.decode(new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN))
                .target()
                .replace('\\', '/');
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return new Attributes(
                link.id(),
                link.kind(),
                bytes,
                link.created(),
                link.modified(),
                link.accessed(),
                link.changed(),
                link.allocated(),
                link.links(),
                link.dosFlags(),
                link.posix(),
                Optional.of(text));
    }

    /**
     * Makes an empty file that is open a link.
     *
     * @throws IOException if the server refuses
     */
    public static void set(RemoteHandle handle, String text) throws IOException {
        byte[] data = new SymbolicLinkReparseData(text.replace('/', '\\'), true).encode();
        handle.succeed(HandleRequest.once(Command.IOCTL, data.length, id -> request(SET, id, data, 0)));
    }
}
