// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.TextBuffer;
import io.fairlead.ftp.tls.TlsChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The session that a transfer is part of, as far as transfers have to do with it. */
public interface Owner {
    /** User and address, for logs. */
    String who();

    /** User, address and session, for the audit. */
    AuditEvent.Source source();

    /** Who is logged in. */
    Identity identity();

    /** What they see. */
    MountedFiles files();

    /** The current directory. */
    VPath directory();

    /** As agreed upon for the transfer that begins. */
    TransferParameters parameters();

    /** A buffer for text, in the encoding that the client wants. */
    TextBuffer textBuffer(int capacity);

    /** What transfers may have of the server's memory. */
    TransferMemory memory();

    /**
     * Starts TLS on a data connection.
     *
     * @param records moved at once, see {@link TlsChannel}
     * @throws io.fairlead.ftp.server.reply.CommandRefused if that fails
     */
    TlsChannel secure(SocketChannel socket, int records) throws IOException;

    /** Whether an upload may end without {@code close_notify}. */
    boolean allowsMissingCloseNotify();

    /** Replies to the client. */
    void reply(ReplyCode code, String text) throws IOException;

    /** Runs something that may block; false if there is no thread for it. */
    boolean tryExecute(Runnable task);

    /** Something happened, so that the session is not idle. */
    void touch(long nowNanos);

    /** So many bytes went to the client. */
    void sent(long bytes);

    /** So many bytes came from the client. */
    void received(long bytes);

    /** Counts a transfer that is over. */
    void over(boolean complete);

    /** Reports something to the audit. */
    void audit(AuditEvent event);

    /** The last reply of a transfer has been sent. */
    void ended(Transfer transfer);
}
