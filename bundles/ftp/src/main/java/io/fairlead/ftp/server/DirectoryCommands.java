// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent.Action;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.QuotedPath;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;

/** Directories: RFC 959 4.1.1, 4.1.3 and appendix II. */
final class DirectoryCommands {
    private static final Open REMOVE = Open.delete(Open.Kind.DIRECTORY);

    private DirectoryCommands() {}

    static void change(FtpSession session, String path) throws IOException {
        enter(session, session.resolve(path));
    }

    static void up(FtpSession session, String none) throws IOException {
        enter(session, session.directory().parent());
    }

    static void print(FtpSession session, String none) throws IOException {
        session.reply(
                ReplyCode.PATHNAME, QuotedPath.encode(session.directory().toString()) + " is the current directory");
    }

    static void make(FtpSession session, String path) throws IOException {
        VPath directory = session.resolve(path);
        Audit.change(session, new Audit.Subject(Action.MAKE_DIRECTORY, directory), () -> session.login()
                .open(directory, Open.createDirectory())
                .close());
        session.reply(ReplyCode.PATHNAME, QuotedPath.encode(directory.toString()) + " created");
    }

    static void remove(FtpSession session, String path) throws IOException {
        VPath resolved = session.resolve(path);
        Audit.change(session, new Audit.Subject(Action.REMOVE_DIRECTORY, resolved), () -> session.login()
                .act(resolved, REMOVE, OpenFile::delete));
        session.reply(ReplyCode.ACTION_COMPLETED, "Removed");
    }

    private static void enter(FtpSession session, VPath directory) throws IOException {
        if (!session.login().attributes(directory).isDirectory()) {
            throw new StorageException(Reason.NOT_DIRECTORY, directory);
        }
        session.directory(directory);
        session.reply(ReplyCode.ACTION_COMPLETED, "Now in " + QuotedPath.encode(directory.toString()));
    }
}
