// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ServerLink;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.rpc.ServerView.ShareInfo;
import io.fairlead.smb.rpc.ShareEnumeration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The shares of a server: its disks, but for those of administrators, whose names end with a dollar sign. */
final class ShareList {
    private static final int FSCTL_PIPE_TRANSCEIVE = 0x0011_C017;
    private static final long TYPE_MASK = 0x0fff_ffffL; // without STYPE_SPECIAL and STYPE_TEMPORARY, [MS-SRVS] 2.2.2.4

    private ShareList() {}

    /**
     * Names, in the server's order.
     *
     * @param server its name, as it is told to it
     * @throws StorageException if it can't be asked, or the user may not
     */
    static List<String> of(ServerLink link, String server) throws StorageException {
        ShareFiles pipes = new ShareFiles(link, "IPC$");
        try {
            int access = AccessMask.READ_DATA | AccessMask.WRITE_DATA;
            RemoteHandle handle = pipes.open(new Wanted(ShareEnumeration.PIPE, access, CreateDisposition.OPEN, 0));
            try {
                return names(ShareEnumeration.of(new Pipe(handle), server));
            } finally {
                handle.close();
            }
        } catch (IOException e) {
            throw Failures.of(e, "the shares of " + server);
        }
    }

    private static List<String> names(List<ShareInfo> shares) {
        List<String> names = new ArrayList<>();
        for (ShareInfo share : shares) {
            boolean shown = (share.type() & TYPE_MASK) == ShareInfo.DISK
                    && !share.name().endsWith("$");
            if (shown && VPath.isName(share.name()) && share.name().indexOf('\\') < 0) {
                names.add(share.name());
            }
        }
        return names;
    }

    private record Pipe(RemoteHandle handle) implements ShareEnumeration.Pipe {
        @Override
        public byte[] transceive(byte[] pdu) throws IOException {
            int most = ShareEnumeration.MOST_FRAGMENT;
            Answer answer = handle.ask(HandleRequest.once(
                    Command.IOCTL,
                    most,
                    id -> new IoctlRequest(FSCTL_PIPE_TRANSCEIVE, id, pdu, 0, most, IoctlRequest.IS_FSCTL)));
            requireData(Command.IOCTL, answer);
            return IoctlResponse.decode(answer.body()).output();
        }

        @Override
        public byte[] read() throws IOException {
            int most = ShareEnumeration.MOST_FRAGMENT;
            Answer answer =
                    handle.ask(HandleRequest.once(Command.READ, most, id -> new ReadRequest(0, most, 0, id, 0, 0)));
            requireData(Command.READ, answer);
            ByteBuffer data = ReadResponse.decode(answer.body()).data();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return bytes;
        }

        /** A warning says that there is more to be read. */
        private static void requireData(Command command, Answer answer) throws StatusException {
            if (!answer.is(NtStatus.SUCCESS) && !answer.is(NtStatus.BUFFER_OVERFLOW)) {
                throw new StatusException(command, answer.status());
            }
        }
    }
}
