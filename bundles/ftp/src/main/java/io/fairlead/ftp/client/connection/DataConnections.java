// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.HostPort;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.time.Duration;

/**
 * Opens data connections: we to the server by EPSV, or PASV where it does not know that; or the server to us, if it is asked
 * for. Thread-safe.
 */
public final class DataConnections {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    /** How long a server that did not connect has to say why. */
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private final FtpTarget target;
    private final ServerTraits traits;
    private final Dialer dialer;

    /**
     * A command that moves data.
     *
     * @param verb RETR, STOR, APPE, MLSD or LIST
     * @param argument null for none
     * @param offset for REST; 0 for none
     * @param directory for CWD before it; null for none
     */
    public record Request(String verb, String argument, long offset, String directory) {}

    /** @param traits of the server, as they are learned */
    public DataConnections(FtpTarget target, ServerTraits traits, Dialer dialer) {
        this.target = target;
        this.traits = traits;
        this.dialer = dialer;
    }

    /**
     * Starts a transfer on a lent connection, and takes over the loan if it does not throw.
     *
     * @throws RefusedException if the server refuses; the connection is ready for the next command
     * @throws NotResumedException if the TLS session of the data connection is not one that servers take
     * @throws IOException the connection can't be used any more
     */
    Transfer start(Loan loan, Request request) throws IOException {
        ControlConnection control = loan.connection();
        if (request.directory() != null) {
            Reply inside = control.command("CWD", request.directory());
            if (!inside.isCompletion()) {
                throw new RefusedException("CWD", inside);
            }
        }
        if (!target.active().on()) {
            SocketChannel channel = connect(control);
            return begin(loan, channel, () -> open(control, request));
        }
        try (ActivePort port = ActivePort.announced(target, dialer, control)) {
            Reply opening = open(control, request);
            return begin(loan, accept(port, control, request), () -> opening);
        }
    }

    /** What makes the server send or take data. */
    private interface Order {
        Reply give() throws IOException;
    }

    private Transfer begin(Loan loan, SocketChannel channel, Order order) throws IOException {
        ControlConnection control = loan.connection();
        Wire data = new PlainWire(channel, target.dataTimeout());
        control.dataWire(data);
        try {
            Reply opening = order.give();
            if (dialer.tls() != null) {
                TlsWire secret = dialer.tls().wire(channel, control.sessionKey(), traits.tls12(), target.dataTimeout());
                control.dataWire(secret);
                data = secret;
                protect(loan, secret);
            }
            return new Transfer(loan, data, opening, target.ioTimeout());
        } catch (IOException | RuntimeException e) {
            data.close();
            control.dataWire(null);
            throw e;
        }
    }

    private static Reply open(ControlConnection control, Request request) throws IOException {
        if (request.offset() > 0) {
            Reply restart = control.command("REST", Long.toString(request.offset()));
            if (!restart.isIntermediate()) {
                throw new RefusedException("REST", restart);
            }
        }
        Reply opening = control.command(request.verb(), request.argument());
        if (opening.isCompletion()) {
            throw new FtpSyntaxException(request.verb() + " is over before it began: " + opening);
        }
        if (!opening.isPreliminary()) {
            throw new RefusedException(request.verb(), opening);
        }
        return opening;
    }

    /** The server comes before or behind its 150; one that can't says so, now or in a while. */
    private SocketChannel accept(ActivePort port, ControlConnection control, Request request) throws IOException {
        try {
            return port.accept(control.server());
        } catch (SocketTimeoutException e) {
            Reply why;
            try {
                why = control.reply(BRIEFLY, target.ioTimeout());
            } catch (IOException silent) {
                e.addSuppressed(silent);
                throw e;
            }
            throw new RefusedException(request.verb(), why);
        }
    }

    /**
     * RFC 2428 3; the address is always the one of the control connection, unless the user trusts the server's. Interop:
     * servers behind a translation of addresses that knows PASV only give a port to EPSV where nobody answers.
     */
    private SocketChannel connect(ControlConnection control) throws IOException {
        if (!traits.epsv()) {
            return passive(control);
        }
        Reply reply = control.command("EPSV");
        if (reply.is(ReplyCode.EXTENDED_PASSIVE)) {
            int port = HostPort.decodeExtendedPassive(reply.text());
            try {
                return connect(control.server(), port);
            } catch (FtpSyntaxException e) {
                throw e;
            } catch (IOException e) {
                return passiveInstead(control, e);
            }
        }
        if (!reply.isPermanentFailure()) {
            throw new RefusedException("EPSV", reply);
        }
        traits.refusedEpsv();
        return passive(control);
    }

    private SocketChannel passiveInstead(ControlConnection control, IOException dead) throws IOException {
        try {
            SocketChannel connected = passive(control);
            traits.refusedEpsv();
            return connected;
        } catch (IOException e) {
            dead.addSuppressed(e);
            throw dead;
        }
    }

    private SocketChannel passive(ControlConnection control) throws IOException {
        Reply reply = control.command("PASV");
        if (!reply.is(ReplyCode.PASSIVE)) {
            throw new RefusedException("PASV", reply);
        }
        HostPort offered = HostPort.decodePassive(reply.text());
        return connect(target.passiveAddressOfServer() ? offered.address() : control.server(), offered.port());
    }

    private SocketChannel connect(InetAddress address, int port) throws IOException {
        if (port < FIRST_UNPRIVILEGED_PORT) {
            throw new FtpSyntaxException("data port " + port + " belongs to another service");
        }
        try {
            return dialer.connect(address, port);
        } catch (IOException e) {
            throw new IOException("no data connection to port " + port + ": " + e.getMessage(), e);
        }
    }

    private void protect(Loan loan, TlsWire data) throws IOException {
        TlsWire control = (TlsWire) loan.connection().wire();
        data.handshake();
        Certificate expected = control.certificate();
        if (!expected.equals(data.certificate())) {
            throw new IOException("the data connection shows another certificate than the control connection");
        }
        boolean resumed = data.session().getCreationTime() == control.session().getCreationTime();
        if (resumed || traits.neverResumes()) {
            return;
        }
        if (loan.reused()) {
            // The server may object after it has taken all data, which can't be sent again: rather, a new connection
            traits.ranOutOfTickets();
            throw new NotResumedException();
        }
        traits.neverResumed();
    }
}
