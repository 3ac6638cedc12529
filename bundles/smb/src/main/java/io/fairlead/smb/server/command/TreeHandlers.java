// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.protocol.TreeConnectResponse;
import io.fairlead.smb.server.exchange.Mounts;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.Shares;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.TreeConnect;

/** TREE_CONNECT and TREE_DISCONNECT, [MS-SMB2] 3.3.5.7 and 3.3.5.8. */
final class TreeHandlers {
    private static final int MOST_TREES = 256; // of a session
    private static final int LONGEST_PATH = 1024;

    private TreeHandlers() {}

    static Reply connect(Request request, TreeConnectRequest body) throws SmbException, StorageException {
        SmbSession session = request.session();
        SmbSession.Established login = session.established().orElseThrow();
        boolean proven = request.isEncrypted() || request.header().has(Smb2Header.SIGNED) || login.signer() == null;
        if (request.negotiated().dialect() == Dialect.SMB_3_1_1 && !proven) {
            // 3.3.5.7: what was negotiated is only proven by this request
            throw new SmbException(NtStatus.ACCESS_DENIED, "TREE_CONNECT is neither signed nor encrypted");
        }
        if (session.treeCount() >= MOST_TREES) {
            throw new SmbException(NtStatus.INSUFFICIENT_RESOURCES, "too many tree connects");
        }
        Share share = request.server()
                .shares()
                .await(name(body.path()), request.exchange().reading()::handOn, () -> !request.connection()
                        .isClosed())
                .orElseThrow(() -> new SmbException(NtStatus.BAD_NETWORK_NAME, "no such share"));
        if (share.isPipes()) {
            request.tree(session.connect(share, null, () -> {}));
            return Reply.of(new TreeConnectResponse(TreeConnectResponse.PIPE, 0x30, 0, Rights.PIPE));
        }
        if (share.encrypt() && login.outgoing() == null) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the share must be encrypted, and the client can't");
        }
        if (!share.admits(login.identity())) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the account may not connect to this share");
        }
        if (!request.server().shares().enter(share)) {
            throw new SmbException(NtStatus.REQUEST_NOT_ACCEPTED, "too many are connected to this share");
        }
        return Reply.of(enter(request, share));
    }

    private static TreeConnectResponse enter(Request request, Share share) throws SmbException, StorageException {
        Shares shares = request.server().shares();
        TreeConnect.Mount mount;
        try {
            mount = Mounts.mount(request, share);
        } catch (StorageException | RuntimeException e) {
            shares.leave(share);
            if (e instanceof StorageException refused && refused.reason() == Reason.UNAVAILABLE) {
                throw new SmbException(NtStatus.BAD_NETWORK_NAME, e.getMessage());
            }
            throw e;
        }
        TreeConnect tree = request.session().connect(share, mount, () -> shares.leave(share));
        if (!shares.offers(share)) { // meanwhile
            request.session().disconnect(tree);
            throw new SmbException(NtStatus.BAD_NETWORK_NAME, "the share has gone");
        }
        request.tree(tree);
        return new TreeConnectResponse(
                TreeConnectResponse.DISK,
                share.caching().flags()
                        | (share.encrypt() ? TreeConnectResponse.ENCRYPT_DATA : 0)
                        | (share.rules().hideUnreadable() ? TreeConnectResponse.ACCESS_BASED_ENUM : 0),
                0,
                Rights.most(mount.volume().user(), mount.features()));
    }

    /** Whatever the server is called in it: {@code \\server:port\share}. */
    private static String name(String path) throws SmbException {
        int end = path.lastIndexOf('\\');
        boolean lawful = path.length() <= LONGEST_PATH && path.startsWith("\\\\") && end > 2;
        if (!lawful || path.indexOf('\\', 2) != end || path.indexOf('/') >= 0 || path.indexOf('\0') >= 0) {
            throw new SmbException(NtStatus.BAD_NETWORK_NAME, "not a path of a share");
        }
        return path.substring(end + 1);
    }

    static Reply disconnect(Request request, Empty body) {
        request.session().disconnect(request.tree());
        return Reply.of(new Empty());
    }
}
