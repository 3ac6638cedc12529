// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.Guids;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.protocol.TreeConnectResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;

/** A share that a session is connected to, [MS-SMB2] 3.2.4.2.4 and 3.2.5.5. Thread-safe. */
public final class ClientTree {
    private static final int FSCTL_VALIDATE_NEGOTIATE_INFO = 0x0014_0204;
    private static final int VALIDATED_BYTES = 24;

    private final ClientSession session;
    private final String share;
    private final int id;
    private final int type;
    private final boolean encrypts;
    private final String prefix; // of names in a tree of which parts lie elsewhere; null in others

    private ClientTree(ClientSession session, String share, int id, TreeConnectResponse response) {
        ConnectionSettings settings = session.connection().settings();
        this.session = session;
        this.share = share;
        this.id = id;
        type = response.shareType();
        encrypts = (response.shareFlags() & TreeConnectResponse.ENCRYPT_DATA) != 0;
        boolean dfs = settings.followsReferrals() && (response.capabilities() & TreeConnectResponse.CAP_DFS) != 0;
        prefix = dfs ? settings.serverName() + "\\" + share : null;
    }

    /**
     * Connects to a share.
     *
     * @throws StatusException if there is none of that name, or the user may not
     * @throws SecurityRefusal if it is to be encrypted and can't be, or somebody has changed the negotiation on the way
     */
    public static ClientTree connect(ClientSession session, String share) throws IOException {
        String path = "\\\\" + session.connection().settings().serverName() + "\\" + share;
        Answer answer = session.send(new ClientRequest(Command.TREE_CONNECT, new TreeConnectRequest(0, path)))
                .get(0)
                .success();
        TreeConnectResponse response = TreeConnectResponse.decode(answer.body());
        ClientTree tree = new ClientTree(session, share, answer.header().treeId(), response);
        if (tree.encrypts && !session.canEncrypt()) {
            throw new SecurityRefusal("share " + share + " is to be encrypted, and can't be");
        }
        tree.validateNegotiation();
        return tree;
    }

    /** Of its session: the one for what is small. */
    public ClientConnection connection() {
        return session.connection();
    }

    public ClientSession session() {
        return session;
    }

    public String share() {
        return share;
    }

    /** As {@link TreeConnectResponse#shareType} has it. */
    public int type() {
        return type;
    }

    /** Whether parts of it may lie on other servers. */
    public boolean refers() {
        return prefix != null;
    }

    /** Sends requests; several are a compound whose requests after the first are related to it. */
    public List<Awaited> send(List<ClientRequest> requests) throws IOException {
        List<ClientRequest> sent = prefix == null
                ? requests
                : requests.stream().map(this::withWholeName).toList();
        return session.send(id, encrypts, sent);
    }

    /** [MS-SMB2] 3.2.4.3: in such a tree names hold server and share. */
    private ClientRequest withWholeName(ClientRequest request) {
        if (!(request.body() instanceof CreateRequest create)) {
            return request;
        }
        String whole = create.name().isEmpty() ? prefix : prefix + "\\" + create.name();
        return new ClientRequest(request.command(), create.named(whole), request.payload(), request.replay(), true);
    }

    /** Sends one request. */
    public Awaited send(ClientRequest request) throws IOException {
        return send(List.of(request)).get(0);
    }

    /** Sends one large READ or WRITE, over any channel of the session. */
    public Awaited spread(ClientRequest request) throws IOException {
        return session.spread(id, encrypts, request).get(0);
    }

    /** Sends one request, signed whether the session is or not. */
    public Awaited sendSigned(ClientRequest request) throws IOException {
        return session.sendSigned(id, request).get(0);
    }

    /**
     * [MS-SMB2] 3.2.5.5: before 3.1.1 this signed exchange is what shows that nobody made us speak an older dialect. A server
     * that knows no such request says so, signed.
     */
    private void validateNegotiation() throws IOException {
        ClientConnection connection = session.connection();
        Agreement agreement = connection.agreement();
        boolean needed = connection.settings().security().newest().atLeast(Dialect.SMB_3_0)
                && agreement.dialect() != Dialect.SMB_3_1_1
                && session.hasKeys();
        if (!needed) {
            return;
        }
        NegotiateRequest offered = agreement.request();
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(Integer.toUnsignedLong(offered.capabilities()));
        Guids.encode(offered.clientGuid(), out);
        out.u16(offered.securityMode()).u16(offered.dialects().size());
        offered.dialects().forEach(out::u16);
        IoctlRequest request = new IoctlRequest(
                FSCTL_VALIDATE_NEGOTIATE_INFO,
                FileId.RELATED,
                out.toBytes(),
                0,
                VALIDATED_BYTES,
                IoctlRequest.IS_FSCTL);
        Answer answer = session.sendSigned(id, new ClientRequest(Command.IOCTL, request))
                .get(0)
                .await();
        boolean same;
        if (answer.is(NtStatus.SUCCESS)) {
            same = isWhatCame(agreement, IoctlResponse.decode(answer.body()).output());
        } else { // a server of 2.x does not know it, and one of 3.x has to
            same = !agreement.dialect().atLeast(Dialect.SMB_3_0) && !answer.is(NtStatus.ACCESS_DENIED);
        }
        if (!same) {
            IOException cause = new SecurityRefusal("somebody has changed the negotiation with the server on the way");
            connection.fail(cause);
            throw cause;
        }
    }

    private static boolean isWhatCame(Agreement agreement, byte[] output) throws IOException {
        WireReader in = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        int capabilities = (int) in.u32();
        UUID guid = Guids.decode(in);
        int mode = in.u16();
        int dialect = in.u16();
        return capabilities == agreement.capabilities()
                && guid.equals(agreement.serverGuid())
                && mode == agreement.securityMode()
                && dialect == agreement.dialect().revision();
    }
}
