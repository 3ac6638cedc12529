// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.FactsWriter;
import io.fairlead.ftp.protocol.ListWriter;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.TextBuffer;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.ListRequest;
import io.fairlead.ftp.server.transfer.Listing;
import io.fairlead.ftp.server.transfer.Transfer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is there: LIST, NLST, STAT (RFC 959 4.1.3), MLSD and MLST (RFC 3659 7). */
final class ListCommands {
    /** STAT answers over the control connection, which is not made for more. */
    private static final int MAX_STATUS_LINES = 1000;

    private ListCommands() {}

    static void list(FtpSession session, String argument) throws IOException {
        Listing.Style style = new Listing.Style("LIST", false, new ListWriter(Instant.now())::entry);
        TransferCommands.start(session, new Listing(session.transfers(), ListRequest.parse(argument), style));
    }

    static void names(FtpSession session, String argument) throws IOException {
        Listing.Style style = new Listing.Style(
                "NLST", true, (out, attributes, name) -> out.name(name).endLine());
        TransferCommands.start(session, new Listing(session.transfers(), ListRequest.parse(argument), style));
    }

    /** RFC 3659 7.2.1: for a directory only; no flags, no patterns. */
    static void machineList(FtpSession session, String path) throws IOException {
        Listing.Style style = new Listing.Style("MLSD", false, facts(session)::entry);
        TransferCommands.start(session, new Listing(session.transfers(), ListRequest.directory(path), style));
    }

    static void facts(FtpSession session, String path) throws IOException {
        VPath resolved = session.resolve(path);
        TextBuffer line = new TextBuffer(256);
        // As MLSD tells of it; but what a path goes into is meant itself, as is the current directory.
        boolean into = path.isEmpty() || path.endsWith("/") || path.matches("(.*/)?\\.\\.?");
        Links links = into ? Links.FOLLOW : Links.ITSELF;
        facts(session).entry(line, session.login().attributes(resolved, links), resolved.toString());
        session.reply(
                ReplyCode.ACTION_COMPLETED, "Facts", List.of(line.toString().stripTrailing()), "End");
    }

    /** RFC 959 4.1.3: of the transfer while one runs, of a path, or of the session. */
    static void status(FtpSession session, String argument) throws IOException {
        Transfer running = session.transfers().running();
        if (running != null) {
            session.reply(ReplyCode.FILE_STATUS, running.status());
        } else if (argument.isEmpty()) {
            List<String> lines = new ArrayList<>();
            lines.add(
                    "Connected from " + session.control().remote().getAddress().getHostAddress()
                            + (session.control().encrypted() ? ", inside TLS" : ", in clear"));
            lines.add(session.login() == null ? "Not logged in" : "Logged in");
            lines.add(TransferCommands.parameters(session));
            session.reply(ReplyCode.SYSTEM_STATUS, "Status", lines, "End");
        } else {
            if (session.login() == null) {
                throw new CommandRefused(ReplyCode.NOT_LOGGED_IN, "Please log in with USER and PASS");
            }
            if (!session.login().identity().may(Right.LIST)) {
                throw new StorageException(Reason.ACCESS_DENIED, "no right to list");
            }
            statusOf(session, ListRequest.parse(argument));
        }
    }

    private static void statusOf(FtpSession session, ListRequest request) throws IOException {
        ListRequest.Resolved what = request.resolve(session.directory(), session.login());
        ListWriter writer = new ListWriter(Instant.now());
        List<String> lines = new ArrayList<>();
        if (what.single() != null) {
            lines.add(line(writer, what.single(), what.path().name()));
            session.reply(ReplyCode.FILE_STATUS, "Status", lines, "End");
            return;
        }
        try (var directory = session.login().open(what.path(), Open.list())) {
            for (var page = directory.next(512); !page.isEmpty(); page = directory.next(512)) {
                for (Entry entry : page) {
                    if (what.filter().test(entry.name()) && lines.size() < MAX_STATUS_LINES) {
                        lines.add(line(writer, entry.attributes(), entry.name()));
                    }
                }
                if (lines.size() == MAX_STATUS_LINES) {
                    lines.add("(and maybe more; use LIST)");
                    break;
                }
            }
        }
        session.reply(ReplyCode.DIRECTORY_STATUS, "Status", lines, "End");
    }

    private static String line(ListWriter writer, Attributes attributes, String name) {
        TextBuffer line = new TextBuffer(128);
        writer.entry(line, attributes, name);
        return line.toString().stripTrailing();
    }

    private static FactsWriter facts(FtpSession session) {
        return new FactsWriter(session.facts(), session.login().identity().rights());
    }
}
