// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NetworkInterfaceInfo;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.List;

/** At which addresses a server can be reached, as it says itself. */
@FunctionalInterface
public interface InterfaceQuery {
    /** Asks, [MS-SMB2] 3.2.5.14.11; the answer is signed or encrypted. */
    InterfaceQuery ASK = InterfaceQuery::ask;

    /**
     * Asks one server.
     *
     * @param tree of the session; any of the server's
     * @throws IOException if it does not tell
     */
    List<NetworkInterfaceInfo> of(ClientTree tree) throws IOException;

    private static List<NetworkInterfaceInfo> ask(ClientTree tree) throws IOException {
        int most = 64 * 1024;
        IoctlRequest question = new IoctlRequest(
                NetworkInterfaceInfo.QUERY, FileId.RELATED, new byte[0], 0, most, IoctlRequest.IS_FSCTL);
        Answer answer = tree.sendSigned(new ClientRequest(Command.IOCTL, question, most))
                .await();
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.IOCTL, answer.status());
        }
        return NetworkInterfaceInfo.decode(IoctlResponse.decode(answer.body()).output());
    }
}
