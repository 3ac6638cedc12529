// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.DataChannel;
import io.fairlead.ftp.tls.TlsChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of data connections, RFC 4217 9 and 10.2. */
final class DataTls {
    private static final Logger LOG = LoggerFactory.getLogger(DataTls.class);

    private DataTls() {}

    /**
     * Shakes hands.
     *
     * @param records moved at once, see {@link TlsChannel}
     * @throws CommandRefused if that fails, or the client does not resume the session of the control connection
     */
    static TlsChannel begin(FtpSession session, SocketChannel socket, int records) throws IOException {
        TlsChannel tls = new TlsChannel(socket, session.control().newDataEngine(), records);
        try {
            tls.handshake();
        } catch (IOException e) {
            LOG.debug("{} no TLS on a data connection", session.who(), e);
            throw new CommandRefused(ReplyCode.PROTOCOL_NOT_SUPPORTED, "No TLS on the data connection");
        }
        boolean same = session.control().tls().orElseThrow().session().getCreationTime()
                == tls.session().getCreationTime();
        var demanded = session.server().settings().security().sessionReuse();
        if (!same && demanded == FtpSettings.TlsSessionReuse.REQUIRED) {
            DataChannel stranger = new DataChannel(socket, Optional.of(tls));
            stranger.answerEnd(); // Interop: Python's ftplib looks for the reply behind a proper end only
            stranger.closeGently();
            throw new CommandRefused(
                    ReplyCode.PROTOCOL_NOT_SUPPORTED,
                    "tlsSessionReuse is required here, but the data connection did not resume the TLS session of the"
                            + " control connection: it may be somebody else's");
        }
        return tls;
    }
}
