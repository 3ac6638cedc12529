// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.Download;
import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.Transfer;
import io.fairlead.ftp.server.transfer.TransferParameters;
import io.fairlead.ftp.server.transfer.TransferTask;
import io.fairlead.ftp.server.transfer.Upload;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Files over data connections, RFC 959 4.1.3. */
final class TransferCommands {
    private static final int MAX_POSITION_DIGITS = 18; // below 2^63

    private TransferCommands() {}

    static void retrieve(FtpSession session, String path) throws IOException {
        VPath file = session.resolve(path);
        start(session, new Download(session.transfers(), file));
    }

    static void store(FtpSession session, String path) throws IOException {
        VPath file = session.resolve(path);
        boolean resume = session.parameters().restart() > 0;
        start(session, new Upload(session.transfers(), file, resume ? Upload.Mode.RESUME : Upload.Mode.REPLACE));
    }

    static void append(FtpSession session, String path) throws IOException {
        session.parameters(session.parameters().withRestart(0)); // the end is the only place to append at
        VPath file = session.resolve(path);
        start(session, new Upload(session.transfers(), file, Upload.Mode.APPEND));
    }

    static void storeUnique(FtpSession session, String prefix) throws IOException {
        session.parameters(session.parameters().withRestart(0));
        String suffix = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        VPath file = session.resolve((prefix.isBlank() ? "ftp" : prefix) + "." + suffix);
        start(session, new Upload(session.transfers(), file, Upload.Mode.UNIQUE));
    }

    static void allocate(FtpSession session, String size) throws IOException {
        session.reply(ReplyCode.SUPERFLUOUS, "No need to allocate"); // RFC 959 4.1.3: treated as a NOOP
    }

    /** RFC 3659 5.3: a decimal number of octets; it's checked against the file when the transfer starts. */
    static void restart(FtpSession session, String position) throws IOException {
        String digits = position.strip();
        if (!digits.matches("[0-9]{1," + MAX_POSITION_DIGITS + "}")) {
            throw new FtpSyntaxException("REST takes a number");
        }
        long offset = Long.parseLong(digits);
        if (offset > 0 && session.parameters().ascii()) {
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "REST is for TYPE I");
        }
        session.parameters(session.parameters().withRestart(offset));
        session.reply(ReplyCode.PENDING_FURTHER, "Restarting at " + offset);
    }

    /** RFC 959 4.1.3: 426 for the transfer if there was one to abort, then 226 for this command. */
    static void abort(FtpSession session, String none) throws IOException {
        Transfer running = session.transfers().running();
        boolean cut = running != null && running.cut(Ending.ABORTED);
        if (running != null) {
            running.await();
        }
        session.transfers().dropData();
        session.reply(ReplyCode.CLOSING_DATA, cut ? "Aborted" : "Nothing to abort");
    }

    /** Starts what moves data, if the protection agreed upon suffices. */
    static void start(FtpSession session, TransferTask task) throws CommandRefused {
        boolean demanded = session.server().settings().security().tls() == TlsMode.REQUIRED;
        if (demanded && !session.parameters().protectedData()) {
            throw new CommandRefused(ReplyCode.PROTECTION_NEEDED, "PROT P comes first");
        }
        session.transfers().start(task);
    }

    /** For STAT. */
    static String parameters(FtpSession session) {
        TransferParameters parameters = session.parameters();
        return String.format(
                Locale.ROOT,
                "TYPE %s, STRU F, MODE S, data %s",
                parameters.ascii() ? "A" : "I",
                parameters.protectedData() ? "inside TLS" : "in clear");
    }
}
