// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static io.fairlead.ftp.server.Command.Argument.NONE;
import static io.fairlead.ftp.server.Command.Argument.OPTIONAL;
import static io.fairlead.ftp.server.Command.Argument.REQUIRED;
import static io.fairlead.ftp.server.Command.Stage.ALWAYS;
import static io.fairlead.ftp.server.Command.Stage.ANY;
import static io.fairlead.ftp.server.Command.Stage.LOGGED_IN;
import static io.fairlead.ftp.server.Command.Stage.MEANWHILE;

import io.fairlead.api.auth.Right;
import io.fairlead.ftp.server.Command.Argument;
import io.fairlead.ftp.server.Command.Handler;
import io.fairlead.ftp.server.Command.Stage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command table. The dispatcher checks, in this order: known, argument, login, right. */
final class Commands {
    private static final Map<String, Command> TABLE = new LinkedHashMap<>();

    /** RFC 959, 2228 and 2640 know them; we don't do them. */
    private static final Set<String> NOT_IMPLEMENTED =
            Set.of("SMNT", "ADAT", "MIC", "CONF", "ENC", "CCC", "LANG", "MACB", "LPRT", "LPSV");

    /** HTTP, SMTP and the like: a browser or mailer tricked into talking to us (CVE-2021-3618). */
    private static final Set<String> FOREIGN = Set.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "CONNECT",
            "OPTIONS",
            "TRACE",
            "PATCH",
            "PROPFIND",
            "HELO",
            "EHLO",
            "MAIL",
            "RCPT",
            "DATA",
            "RSET",
            "VRFY",
            "EXPN",
            "STARTTLS",
            "LHLO",
            "CAPABILITY",
            "PRI");

    static {
        // RFC 959 4.1.1
        row("USER", ANY, REQUIRED, null, LoginCommands::user, "USER <name>");
        row("PASS", ANY, OPTIONAL, null, LoginCommands::password, "PASS <password>");
        row("ACCT", ANY, OPTIONAL, null, LoginCommands::account, "ACCT <account>");
        row("REIN", ANY, NONE, null, LoginCommands::reinitialize, "REIN");
        row("QUIT", ANY, NONE, null, LoginCommands::quit, "QUIT");
        row("CWD", LOGGED_IN, REQUIRED, null, DirectoryCommands::change, "CWD <directory>");
        row("CDUP", LOGGED_IN, NONE, null, DirectoryCommands::up, "CDUP");
        // RFC 959 4.1.2, RFC 2428
        row("PORT", LOGGED_IN, REQUIRED, null, DataCommands::port, "PORT <h1,h2,h3,h4,p1,p2>");
        row("PASV", LOGGED_IN, NONE, null, DataCommands::passive, "PASV");
        row("EPRT", LOGGED_IN, REQUIRED, null, DataCommands::extendedPort, "EPRT <|family|address|port|>");
        row("EPSV", LOGGED_IN, OPTIONAL, null, DataCommands::extendedPassive, "EPSV [1|2|ALL]");
        row("TYPE", LOGGED_IN, REQUIRED, null, DataCommands::type, "TYPE A|I|L 8");
        row("STRU", LOGGED_IN, REQUIRED, null, DataCommands::structure, "STRU F");
        row("MODE", LOGGED_IN, REQUIRED, null, DataCommands::mode, "MODE S");
        // RFC 959 4.1.3
        row("RETR", LOGGED_IN, REQUIRED, Right.READ, TransferCommands::retrieve, "RETR <file>");
        row("STOR", LOGGED_IN, REQUIRED, Right.WRITE, TransferCommands::store, "STOR <file>");
        row("STOU", LOGGED_IN, OPTIONAL, Right.WRITE, TransferCommands::storeUnique, "STOU [<prefix>]");
        row("APPE", LOGGED_IN, REQUIRED, Right.WRITE, TransferCommands::append, "APPE <file>");
        row("ALLO", LOGGED_IN, REQUIRED, null, TransferCommands::allocate, "ALLO <bytes>");
        row("REST", LOGGED_IN, REQUIRED, null, TransferCommands::restart, "REST <position>");
        row("ABOR", MEANWHILE, NONE, null, TransferCommands::abort, "ABOR");
        row("RNFR", LOGGED_IN, REQUIRED, Right.DELETE, FileCommands::renameFrom, "RNFR <path>");
        row("RNTO", LOGGED_IN, REQUIRED, Right.DELETE, FileCommands::renameTo, "RNTO <path>");
        row("DELE", LOGGED_IN, REQUIRED, Right.DELETE, FileCommands::delete, "DELE <file>");
        row("RMD", LOGGED_IN, REQUIRED, Right.DELETE, DirectoryCommands::remove, "RMD <directory>");
        row("MKD", LOGGED_IN, REQUIRED, Right.WRITE, DirectoryCommands::make, "MKD <directory>");
        row("PWD", LOGGED_IN, NONE, null, DirectoryCommands::print, "PWD");
        row("LIST", LOGGED_IN, OPTIONAL, Right.LIST, ListCommands::list, "LIST [<path>]");
        row("NLST", LOGGED_IN, OPTIONAL, Right.LIST, ListCommands::names, "NLST [<path>]");
        row("SITE", LOGGED_IN, REQUIRED, null, InfoCommands::site, "SITE HELP|CHMOD <mode> <path>");
        row("SYST", ANY, NONE, null, InfoCommands::system, "SYST");
        row("STAT", ALWAYS, OPTIONAL, null, ListCommands::status, "STAT [<path>]");
        row("HELP", ANY, OPTIONAL, null, InfoCommands::help, "HELP [<command>]");
        row("NOOP", ALWAYS, OPTIONAL, null, InfoCommands::noOperation, "NOOP");
        // RFC 775, RFC 1123 4.1.3.1
        row("XCWD", LOGGED_IN, REQUIRED, null, DirectoryCommands::change, "XCWD <directory>");
        row("XCUP", LOGGED_IN, NONE, null, DirectoryCommands::up, "XCUP");
        row("XPWD", LOGGED_IN, NONE, null, DirectoryCommands::print, "XPWD");
        row("XMKD", LOGGED_IN, REQUIRED, Right.WRITE, DirectoryCommands::make, "XMKD <directory>");
        row("XRMD", LOGGED_IN, REQUIRED, Right.DELETE, DirectoryCommands::remove, "XRMD <directory>");
        // RFC 2228, RFC 4217
        row("AUTH", ANY, REQUIRED, null, TlsCommands::authenticate, "AUTH TLS");
        row("PBSZ", ANY, REQUIRED, null, TlsCommands::protectionBufferSize, "PBSZ 0");
        row("PROT", ANY, REQUIRED, null, TlsCommands::protection, "PROT C|P");
        // RFC 2389
        row("FEAT", ANY, NONE, null, InfoCommands::features, "FEAT");
        row("OPTS", ANY, REQUIRED, null, InfoCommands::options, "OPTS UTF8 ON|MLST [<facts>]");
        // RFC 3659, and draft-somers-ftp-mfxx
        row("MDTM", LOGGED_IN, REQUIRED, Right.LIST, FileCommands::modificationTime, "MDTM <file>");
        row("SIZE", LOGGED_IN, REQUIRED, Right.LIST, FileCommands::size, "SIZE <file>");
        row("MLST", LOGGED_IN, OPTIONAL, Right.LIST, ListCommands::facts, "MLST [<path>]");
        row("MLSD", LOGGED_IN, OPTIONAL, Right.LIST, ListCommands::machineList, "MLSD [<directory>]");
        row("MFMT", LOGGED_IN, REQUIRED, Right.WRITE, FileCommands::modifyTime, "MFMT <YYYYMMDDHHMMSS> <path>");
        // Interop: many clients announce themselves
        row("CLNT", ANY, REQUIRED, null, InfoCommands::client, "CLNT <name>");
    }

    private Commands() {}

    /** Null if there is none. */
    static Command find(String verb) {
        return TABLE.get(verb);
    }

    static Collection<Command> all() {
        return TABLE.values();
    }

    static boolean isNotImplemented(String verb) {
        return NOT_IMPLEMENTED.contains(verb);
    }

    static boolean isForeign(String verb) {
        return FOREIGN.contains(verb);
    }

    private static void row(String verb, Stage stage, Argument argument, Right right, Handler handler, String syntax) {
        TABLE.put(verb, new Command(verb, stage, argument, Optional.ofNullable(right), handler, syntax));
    }
}
