// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.TransferParameters;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Security commands, RFC 2228 as RFC 4217 uses them for TLS. */
final class TlsCommands {
    private static final Logger LOG = LoggerFactory.getLogger(TlsCommands.class);

    private TlsCommands() {}

    static void authenticate(FtpSession session, String mechanism) throws IOException {
        String wanted = mechanism.strip().toUpperCase(Locale.ROOT);
        Optional<TlsIdentity> identity = session.server().tls();
        if (identity.isEmpty()) {
            throw new CommandRefused(ReplyCode.NOT_IMPLEMENTED, "No TLS here");
        }
        if (!wanted.equals("TLS") && !wanted.equals("TLS-C")) { // RFC 4217 4.1; SSL and TLS-P would imply PROT P
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "AUTH TLS only");
        }
        if (session.control().encrypted()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "TLS is on already");
        }
        if (session.commands().hasAhead()) { // CVE-2011-0411: they would be taken for commands sent inside TLS
            LOG.warn("{} sent commands behind AUTH TLS", session.who());
            session.quit();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Commands behind AUTH TLS");
            return;
        }
        session.reply(ReplyCode.SECURITY_ACCEPTED, "Go ahead with TLS");
        try {
            session.control().startTls(identity.get().newContext());
        } catch (IOException e) {
            LOG.info("{} TLS failed: {}", session.who(), Masked.of(e.getMessage()));
            session.quit();
            session.control().close();
            return;
        }
        // RFC 4217 4: what was agreed upon in clear may have been agreed upon by somebody else
        session.login(null);
        session.progress().user("");
        session.parameters(TransferParameters.INITIAL);
    }

    static void protectionBufferSize(FtpSession session, String size) throws IOException {
        requireTls(session);
        session.parameters(session.parameters().withBufferSizeSet());
        session.reply(ReplyCode.OK, "PBSZ=0"); // RFC 4217 8: whatever was asked for
    }

    static void protection(FtpSession session, String level) throws IOException {
        requireTls(session);
        if (!session.parameters().bufferSizeSet()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "PBSZ comes first");
        }
        switch (level.strip().toUpperCase(Locale.ROOT)) {
            case "P" -> session.parameters(session.parameters().withProtectedData(true));
            case "C" -> {
                if (session.server().settings().security().tls() == TlsMode.REQUIRED) {
                    throw new CommandRefused(ReplyCode.POLICY_REFUSED, "Data has to be protected");
                }
                session.parameters(session.parameters().withProtectedData(false));
            }
            case "S", "E" -> throw new CommandRefused(ReplyCode.PROTECTION_NOT_SUPPORTED, "PROT C or P");
            default -> throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "PROT C or P");
        }
        session.reply(ReplyCode.OK, "Protection set");
    }

    private static void requireTls(FtpSession session) throws CommandRefused {
        if (!session.control().encrypted()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "AUTH TLS comes first");
        }
    }
}
