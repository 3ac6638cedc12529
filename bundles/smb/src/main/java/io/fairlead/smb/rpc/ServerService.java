// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.rpc.ServerView.FileInfo;
import io.fairlead.smb.rpc.ServerView.SessionInfo;
import io.fairlead.smb.rpc.ServerView.ShareInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** srvsvc, [MS-SRVS] 3.1.4. */
final class ServerService {
    private static final Syntax SYNTAX = Syntax.of("4b324fc8-1670-01d3-1278-5a47bf6ee188", 3);
    private static final long OK = 0;
    private static final long INVALID_LEVEL = 124;
    private static final long NET_NAME_NOT_FOUND = 2310;
    static final long PLATFORM_NT = 500;
    private static final long TYPE_SERVER = 0x9003; // workstation, server, NT server

    private final ServerView server;

    private ServerService(ServerView server) {
        this.server = server;
    }

    static RpcInterface of(ServerView view) {
        ServerService service = new ServerService(view);
        return new RpcInterface(
                SYNTAX,
                Map.of(
                        9, service::fileEnum,
                        12, service::sessionEnum,
                        15, service::shareEnum,
                        16, service::shareGetInfo,
                        21, service::serverGetInfo,
                        28, service::remoteTod,
                        36, service::shareEnum));
    }

    /** NetrShareEnum, 3.1.4.8, and NetrShareEnumSticky, 3.1.4.9. */
    private void shareEnum(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        long level = in.u32();
        boolean known = level <= 2 || level == 501 || level == 502;
        list(out, level, known ? server.shares() : null, (each, to) -> share(each, level, to));
    }

    /** The shape that all enumerations answer in; {@code entries} null for a level that there is not. */
    private static <T> void list(NdrWriter out, long level, List<T> entries, BiConsumer<T, NdrWriter> writer) {
        out.u32(level).u32(level);
        if (entries == null) {
            out.nullPointer().u32(0).nullPointer().u32(INVALID_LEVEL);
            return;
        }
        out.pointer().u32(entries.size());
        if (entries.isEmpty()) {
            out.nullPointer();
        } else {
            out.pointer().u32(entries.size());
            entries.forEach(each -> writer.accept(each, out));
            out.deferred();
        }
        out.u32(entries.size()).nullPointer().u32(OK); // TotalEntries, ResumeHandle
    }

    private static void share(ShareInfo share, long level, NdrWriter out) {
        out.stringPointer(share.name());
        if (level > 0) {
            out.u32(share.type()).stringPointer(share.comment());
        }
        if (level == 501) {
            out.u32(0); // shi501_flags
        }
        if (level == 2 || level == 502) {
            out.u32(0)
                    .u32(share.most())
                    .u32(share.uses())
                    .stringPointer("C:\\" + share.name())
                    .nullPointer();
        }
        if (level == 502) {
            out.u32(0).nullPointer(); // no security descriptor
        }
    }

    /** NetrShareGetInfo, 3.1.4.10. */
    private void shareGetInfo(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        String name = in.string();
        long level = in.u32();
        out.u32(level);
        ShareInfo found = server.shares().stream()
                .filter(share -> share.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
        boolean known = level <= 2 || level == 501 || level == 502 || level == 1005;
        if (found == null || !known) {
            out.nullPointer().u32(found == null ? NET_NAME_NOT_FOUND : INVALID_LEVEL);
            return;
        }
        out.pointer();
        if (level == 1005) {
            out.u32(0);
        } else {
            share(found, level, out);
        }
        out.deferred().u32(OK);
    }

    /** NetrServerGetInfo, 3.1.4.17. */
    private void serverGetInfo(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        long level = in.u32();
        out.u32(level);
        if (level < 100 || level > 102) {
            out.nullPointer().u32(INVALID_LEVEL);
            return;
        }
        out.pointer().u32(PLATFORM_NT).stringPointer(server.computerName());
        if (level > 100) {
            out.u32(10).u32(0).u32(TYPE_SERVER).stringPointer("Fairlead");
        }
        if (level > 101) {
            out.u32(ShareInfo.UNLIMITED)
                    .u32(15)
                    .u32(0)
                    .u32(240)
                    .u32(3000)
                    .u32(0)
                    .stringPointer("C:\\");
        }
        out.deferred().u32(OK);
    }

    /** NetrRemoteTOD, 3.1.4.21: local time is UTC, as the server tells nobody where it is. */
    private void remoteTod(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        out.pointer().u32(now.toEpochSecond()).u32(System.nanoTime() / 1_000_000);
        out.u32(now.getHour()).u32(now.getMinute()).u32(now.getSecond()).u32(now.getNano() / 10_000_000);
        out.u32(0).u32(310).u32(now.getDayOfMonth()).u32(now.getMonthValue()).u32(now.getYear());
        out.u32(now.getDayOfWeek().getValue() % 7).u32(OK);
    }

    /** NetrSessionEnum, 3.1.4.5: every level. */
    private void sessionEnum(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        String client = in.uniqueString().replaceFirst("^\\\\\\\\", ""); // as \\client
        String user = in.uniqueString();
        long level = in.u32();
        boolean known = level <= 2 || level == 10 || level == 502;
        List<SessionInfo> sessions = !known
                ? null
                : server.sessions().stream()
                        .filter(each -> client.isEmpty() || each.client().equalsIgnoreCase(client))
                        .filter(each -> user.isEmpty() || each.user().equalsIgnoreCase(user))
                        .toList();
        list(out, level, sessions, (each, to) -> session(each, level, to));
    }

    private static void session(SessionInfo session, long level, NdrWriter out) {
        out.stringPointer(session.client());
        if (level == 0) {
            return;
        }
        out.stringPointer(session.user());
        if (level != 10) {
            out.u32(session.opens());
        }
        out.u32(Duration.between(session.since(), Instant.now()).toSeconds()).u32(session.idleSeconds());
        if (level != 10) {
            out.u32(0); // user_flags: neither a guest nor in clear text
        }
        if (level == 2 || level == 502) {
            out.stringPointer(""); // cltype_name
        }
        if (level == 502) {
            out.stringPointer(""); // transport
        }
    }

    /** NetrFileEnum, 3.1.4.2: levels 2 and 3. */
    private void fileEnum(NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        String below = in.uniqueString().toUpperCase(Locale.ROOT);
        String user = in.uniqueString();
        long level = in.u32();
        List<FileInfo> files = level != 2 && level != 3
                ? null
                : server.files().stream()
                        .filter(each -> each.path().toUpperCase(Locale.ROOT).startsWith(below))
                        .filter(each -> user.isEmpty() || each.user().equalsIgnoreCase(user))
                        .toList();
        list(out, level, files, (each, to) -> file(each, level, to));
    }

    private static void file(FileInfo file, long level, NdrWriter out) {
        out.u32(file.id());
        if (level == 3) {
            out.u32(file.permissions())
                    .u32(file.locks())
                    .stringPointer(file.path())
                    .stringPointer(file.user());
        }
    }
}
