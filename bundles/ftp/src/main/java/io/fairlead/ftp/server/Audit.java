// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.audit.AuditEvent.Action;
import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.server.reply.Refusals;
import java.io.IOException;
import java.util.Map;

/** What sessions have to report: each thing once, at its outcome. */
final class Audit {
    /** What commands would have done, where they are refused before they know it. */
    private static final Map<String, Action> ACTIONS = Map.ofEntries(
            Map.entry("RETR", Action.DOWNLOAD),
            Map.entry("STOR", Action.UPLOAD),
            Map.entry("STOU", Action.UPLOAD),
            Map.entry("APPE", Action.APPEND),
            Map.entry("DELE", Action.DELETE),
            Map.entry("RNFR", Action.RENAME),
            Map.entry("RNTO", Action.RENAME),
            Map.entry("MKD", Action.MAKE_DIRECTORY),
            Map.entry("XMKD", Action.MAKE_DIRECTORY),
            Map.entry("RMD", Action.REMOVE_DIRECTORY),
            Map.entry("XRMD", Action.REMOVE_DIRECTORY),
            Map.entry("MFMT", Action.CHANGE_TIME));

    private Audit() {}

    /** What a command changes. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    /**
     * What is changed, and how.
     *
     * @param target new name; empty without one
     * @param detail mode or time that is set; empty for none
     */
    record Subject(Action action, VPath path, String target, String detail) {
        Subject(Action action, VPath path) {
            this(action, path, "", "");
        }
    }

    /** Makes a change and reports how that went, whatever it throws. */
    static void change(FtpSession session, Subject subject, Change change) throws IOException {
        long started = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        String why = "";
        try {
            change.make();
            outcome = Outcome.DONE;
        } catch (IOException e) {
            outcome = Refusals.outcome(e);
            why = reason(e);
            throw e;
        } finally {
            session.server()
                    .audit()
                    .record(AuditEvent.now(source(session), subject.action(), outcome)
                            .withPath(subject.path().toString())
                            .withTarget(subject.target())
                            .since(started)
                            .withDetail(
                                    subject.detail().isEmpty() || why.isEmpty()
                                            ? subject.detail() + why
                                            : subject.detail() + "; " + why));
        }
    }

    /** A command was refused before anything was done. */
    static void refused(FtpSession session, String verb, String argument, String why) {
        Action action = ACTIONS.getOrDefault(verb, Action.OTHER);
        String detail = action == Action.OTHER ? verb + ": " + why : why;
        session.server()
                .audit()
                .record(AuditEvent.now(source(session), action, Outcome.REFUSED)
                        .withPath(absolute(session, argument))
                        .withDetail(detail));
    }

    static void login(FtpSession session, String user, Outcome outcome, String detail) {
        session.server()
                .audit()
                .record(AuditEvent.now(source(session, user), Action.LOGIN, outcome)
                        .withDetail(detail));
    }

    static void logout(FtpSession session, Login login) {
        session.server()
                .audit()
                .record(AuditEvent.now(source(session, login.identity().name()), Action.LOGOUT, Outcome.DONE)
                        .withBytes(session.activity().bytesIn()
                                + session.activity().bytesOut())
                        .since(login.sinceNanos()));
    }

    /** By the user who is logged in, if any. */
    static AuditEvent.Source source(FtpSession session) {
        Login login = session.login();
        return source(session, login == null ? "" : login.identity().name());
    }

    private static AuditEvent.Source source(FtpSession session, String user) {
        return new AuditEvent.Source(session.server().name(), session.id(), session.peer(), user);
    }

    private static String reason(IOException e) {
        return e instanceof StorageException storage ? Refusals.text(storage) : String.valueOf(e.getMessage());
    }

    private static String absolute(FtpSession session, String argument) {
        try {
            return session.resolve(argument).toString();
        } catch (IOException notAPath) {
            return argument;
        }
    }
}
