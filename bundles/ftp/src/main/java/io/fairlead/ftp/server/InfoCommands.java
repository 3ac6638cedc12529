// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.Fact;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.Words;
import io.fairlead.ftp.server.reply.CommandRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server is and can: RFC 959 4.1.3, RFC 2389. */
final class InfoCommands {
    private static final Logger LOG = LoggerFactory.getLogger(InfoCommands.class);

    private InfoCommands() {}

    /** RFC 2389 3: only what is on. */
    static void features(FtpSession session, String none) throws IOException {
        List<String> features = new ArrayList<>();
        boolean tls = session.server().tls().isPresent();
        if (tls) {
            features.add("AUTH TLS");
        }
        features.add("CLNT");
        if (session.server().settings().data().active()) {
            features.add("EPRT");
        }
        features.addAll(List.of("EPSV", "MDTM", "MFMT", "MLST " + facts(session.facts(), true)));
        if (tls) {
            features.addAll(List.of("PBSZ", "PROT"));
        }
        features.addAll(List.of("REST STREAM", "SIZE", "TVFS", "UTF8"));
        session.reply(ReplyCode.SYSTEM_STATUS, "Features:", features, "End");
    }

    static void options(FtpSession session, String argument) throws IOException {
        Words words = Words.of(argument);
        String value = words.restOrNothing().strip();
        switch (words.first().toUpperCase(Locale.ROOT)) {
            case "UTF8", "UTF-8" -> {
                boolean off = value.equalsIgnoreCase("OFF");
                if (!off && !value.isEmpty() && !value.equalsIgnoreCase("ON")) {
                    throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "UTF8 ON or OFF");
                }
                if (!session.text().settle(!off)) {
                    throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "UTF8 is always on");
                }
                session.reply(ReplyCode.OK, "UTF8 is " + (off ? "off" : "on"));
            }
            case "MLST" -> chooseFacts(session, value);
            default -> throw new CommandRefused(ReplyCode.BAD_ARGUMENT, "No such option"); // RFC 2389 4
        }
    }

    static void system(FtpSession session, String none) throws IOException {
        session.reply(ReplyCode.SYSTEM_TYPE, "UNIX Type: L8"); // Interop: clients choose their LIST parser by it
    }

    static void noOperation(FtpSession session, String anything) throws IOException {
        session.reply(ReplyCode.OK, "OK");
    }

    static void client(FtpSession session, String name) throws IOException {
        LOG.debug("{} uses {}", session.who(), Masked.of(name));
        session.reply(ReplyCode.OK, "Noted");
    }

    static void help(FtpSession session, String verb) throws IOException {
        if (verb.isBlank()) {
            List<String> lines = new ArrayList<>();
            StringBuilder line = new StringBuilder();
            for (Command command : Commands.all()) {
                line.append(String.format(Locale.ROOT, "%-6s", command.verb()));
                if (line.length() >= 60) {
                    lines.add(line.toString().stripTrailing());
                    line.setLength(0);
                }
            }
            lines.add(line.toString().stripTrailing());
            session.reply(ReplyCode.HELP, "Commands:", lines, "End");
            return;
        }
        Command command = Commands.find(verb.strip().toUpperCase(Locale.ROOT));
        if (command == null) {
            throw new CommandRefused(ReplyCode.NOT_IMPLEMENTED, "Unknown command");
        }
        session.reply(ReplyCode.HELP, "Syntax: " + command.syntax());
    }

    static void site(FtpSession session, String argument) throws IOException {
        Words words = Words.of(argument);
        switch (words.first().toUpperCase(Locale.ROOT)) {
            case "HELP" -> {
                boolean chmod = session.server().settings().security().changeMode();
                List<String> commands = chmod ? List.of("HELP", "CHMOD <mode> <path>") : List.of("HELP");
                session.reply(ReplyCode.HELP, "SITE commands:", commands, "End");
            }
            case "CHMOD" -> FileCommands.changeMode(session, words.restOrNothing());
            default -> throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "No such SITE command");
        }
    }

    /** RFC 3659 7.9: those of the facts named that are known; none of them known is none chosen. */
    private static void chooseFacts(FtpSession session, String names) throws IOException {
        Set<Fact> chosen = EnumSet.noneOf(Fact.class);
        for (String name : names.split(";", -1)) {
            Fact.of(name.strip()).ifPresent(chosen::add);
        }
        session.facts(chosen);
        String shown = facts(chosen, false);
        session.reply(ReplyCode.OK, shown.isEmpty() ? "MLST OPTS" : "MLST OPTS " + shown);
    }

    /** With {@code all}: every fact there is, those chosen with an asterisk. */
    private static String facts(Set<Fact> chosen, boolean all) {
        StringBuilder text = new StringBuilder();
        for (Fact fact : Fact.values()) {
            if (all || chosen.contains(fact)) {
                text.append(fact.wireName()).append(all && chosen.contains(fact) ? "*;" : ";");
            }
        }
        return text.toString();
    }
}
