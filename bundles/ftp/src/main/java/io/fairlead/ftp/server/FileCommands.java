// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent.Action;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.FtpTime;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.Words;
import io.fairlead.ftp.server.reply.CommandRefused;
import java.io.IOException;
import java.time.Instant;

/** Names and attributes of files: RFC 959 4.1.3, RFC 3659 3 and 4, draft-somers-ftp-mfxx 3. */
final class FileCommands {
    private static final Open DELETE = Open.delete(Open.Kind.FILE);

    private FileCommands() {}

    static void delete(FtpSession session, String path) throws IOException {
        VPath resolved = session.resolve(path);
        Audit.change(session, new Audit.Subject(Action.DELETE, resolved), () -> session.login()
                .act(resolved, DELETE, OpenFile::delete));
        session.reply(ReplyCode.ACTION_COMPLETED, "Deleted");
    }

    static void renameFrom(FtpSession session, String path) throws IOException {
        VPath from = session.resolve(path);
        session.login().attributes(from, Links.ITSELF);
        session.renameFrom(from);
        session.reply(ReplyCode.PENDING_FURTHER, "RNTO, please");
    }

    static void renameTo(FtpSession session, String path) throws IOException {
        VPath from = session.renameFrom();
        if (from == null) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "RNFR comes first");
        }
        VPath to = session.resolve(path);
        Audit.change(session, new Audit.Subject(Action.RENAME, from, to.toString(), ""), () -> session.login()
                .act(from, Open.delete(), node -> node.rename(to, true)));
        session.reply(ReplyCode.ACTION_COMPLETED, "Renamed");
    }

    /** RFC 3659 4: as many bytes as RETR would send, which in TYPE A nobody knows without reading the file. */
    static void size(FtpSession session, String path) throws IOException {
        if (session.parameters().ascii()) {
            throw new CommandRefused(ReplyCode.UNAVAILABLE, "SIZE is for TYPE I");
        }
        session.reply(ReplyCode.FILE_STATUS, Long.toString(file(session, path).size()));
    }

    static void modificationTime(FtpSession session, String path) throws IOException {
        session.reply(ReplyCode.FILE_STATUS, FtpTime.encode(file(session, path).modified()));
    }

    static void modifyTime(FtpSession session, String argument) throws IOException {
        Words words = Words.of(argument);
        if (words.restOrNothing().isEmpty()) {
            throw new FtpSyntaxException("MFMT takes a time and a path");
        }
        Instant time = FtpTime.decode(words.first());
        VPath path = session.resolve(words.rest());
        Audit.change(
                session,
                new Audit.Subject(Action.CHANGE_TIME, path, "", time.toString()),
                () -> change(session, path, AttributeChanges.modified(time)));
        session.reply(ReplyCode.FILE_STATUS, "Modify=" + FtpTime.encode(time) + "; " + session.printable(path));
    }

    /** SITE CHMOD, as Unix servers have it. */
    static void changeMode(FtpSession session, String argument) throws IOException {
        if (!session.server().settings().security().changeMode()) {
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "SITE CHMOD is off here");
        }
        Words words = Words.of(argument);
        if (words.restOrNothing().isEmpty() || !words.first().matches("[0-7]{3,4}")) {
            throw new FtpSyntaxException("SITE CHMOD takes an octal mode and a path");
        }
        VPath path = session.resolve(words.rest());
        Audit.change(
                session,
                new Audit.Subject(Action.CHANGE_MODE, path, "", words.first()),
                () -> changeMode(session, path, Integer.parseInt(words.first(), 8)));
        session.reply(ReplyCode.OK, "Mode changed");
    }

    private static void changeMode(FtpSession session, VPath path, int mode) throws IOException {
        if (!session.login().identity().may(Right.WRITE)) {
            throw new StorageException(Reason.ACCESS_DENIED, "no right to write");
        }
        if (path.isRoot()) { // it could lock everybody out, for good
            throw new StorageException(Reason.ACCESS_DENIED, "the mode of the root stays");
        }
        if (mode > 0777) { // set-user-ID and the like are for the administrator to give
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "Modes up to 777");
        }
        change(session, path, AttributeChanges.mode(mode));
    }

    private static void change(FtpSession session, VPath path, AttributeChanges changes) throws IOException {
        session.login().act(path, Open.attributes(), node -> node.change(changes));
    }

    private static Attributes file(FtpSession session, String path) throws IOException {
        VPath resolved = session.resolve(path);
        Attributes attributes = session.login().attributes(resolved);
        if (attributes.kind() == Attributes.Kind.OTHER) {
            throw new CommandRefused(ReplyCode.UNAVAILABLE, "A device, pipe or socket");
        }
        if (!attributes.isFile()) {
            throw new StorageException(Reason.IS_DIRECTORY, resolved);
        }
        return attributes;
    }
}
