// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.OpenId;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.rpc.ServerView;
import io.fairlead.smb.server.state.Members;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.TreeConnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What remote procedure calls tell a user of the server: the shares that are for the user, the user's own sessions and open
 * files, and those of others to administrators only.
 */
record ServerTold(Server server, Identity user) implements ServerView {
    private static final int READ = 1; // PERM_FILE_READ of [MS-SRVS] 2.2.4.7, as the next two
    private static final int WRITE = 2;
    private static final int CREATE = 4;

    @Override
    public String computerName() {
        return server.settings().computerName();
    }

    @Override
    public List<ShareInfo> shares() {
        List<ShareInfo> shares = new ArrayList<>();
        for (Share share : server.shares().all()) {
            if (share.admits(user)) {
                int most = share.rules().mostConnects();
                shares.add(new ShareInfo(
                        share.name(),
                        ShareInfo.DISK,
                        share.comment(),
                        most == 0 ? ShareInfo.UNLIMITED : most,
                        administrator() ? server.shares().connects(share) : 0));
            }
        }
        shares.add(new ShareInfo(
                Share.IPC.name(), ShareInfo.IPC | ShareInfo.SPECIAL, Share.IPC.comment(), ShareInfo.UNLIMITED, 0));
        return shares;
    }

    @Override
    public List<SessionInfo> sessions() {
        return visible()
                .map(session -> new SessionInfo(
                        session.connection().peer().remote().getAddress().getHostAddress(),
                        name(session),
                        session.opens().size(),
                        session.since(),
                        Duration.ofNanos(session.connection().silenceNanos()).toSeconds()))
                .toList();
    }

    @Override
    public List<FileInfo> files() {
        List<SmbOpen> opens =
                visible().flatMap(session -> session.opens().stream()).toList();
        Map<OpenId, Integer> locks = locks(opens);
        List<FileInfo> files = new ArrayList<>();
        for (SmbOpen open : opens) {
            files.add(new FileInfo(
                    open.id().volatileId() & 0xffff_ffffL,
                    permissions(open),
                    path(open),
                    name(open.tree().session()),
                    open.file() == null ? 0 : locks.getOrDefault(open.file().openId(), 0)));
        }
        return files;
    }

    private Stream<SmbSession> visible() {
        return server.sessions().all().stream()
                .filter(SmbSession::isValid)
                .filter(session -> administrator() || name(session).equals(user.name()));
    }

    private static String name(SmbSession session) {
        return session.established().map(login -> login.identity().name()).orElse("");
    }

    /** Each Export is asked once. */
    private static Map<OpenId, Integer> locks(List<SmbOpen> opens) {
        Set<Export> exports = new HashSet<>();
        opens.stream().map(SmbOpen::tree).map(TreeConnect::export).forEach(exports::add);
        exports.remove(null); // of pipes
        Map<OpenId, Integer> locks = new HashMap<>();
        exports.forEach(export -> export.opens().forEach(info -> locks.put(info.id(), info.locks())));
        return locks;
    }

    /** As on a machine where each share is a folder of drive C, as {@link ShareInfo} has it, too. */
    private static String path(SmbOpen open) {
        return open.file() == null
                ? "\\PIPE\\" + open.pipe().name()
                : "C:\\" + open.tree().share().name()
                        + open.file().path().toString().replace('/', '\\');
    }

    private static int permissions(SmbOpen open) {
        int writes = AccessMask.WRITE_DATA | AccessMask.APPEND_DATA;
        return (open.has(AccessMask.READ_DATA) ? READ : 0)
                | (open.has(writes) ? WRITE : 0)
                | (open.has(AccessMask.APPEND_DATA) ? CREATE : 0);
    }

    @Override
    public boolean administrator() {
        return Members.include(server.settings().administrators(), user);
    }
}
