// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.HostPort;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.FtpSettings.Data;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.ActiveDataConnection;
import io.fairlead.ftp.server.transfer.PassiveDataConnection;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transfer parameter commands, RFC 959 4.1.2, RFC 2428: how data goes. */
final class DataCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DataCommands.class);
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private DataCommands() {}

    static void port(FtpSession session, String argument) throws IOException {
        active(session, HostPort.decodePort(argument.strip()));
    }

    static void extendedPort(FtpSession session, String argument) throws IOException {
        active(session, HostPort.decodeExtended(argument.strip()));
    }

    static void passive(FtpSession session, String none) throws IOException {
        refuseAfterEpsvAll(session);
        InetAddress local = session.control().local().getAddress();
        InetAddress named = session.server().settings().data().passiveAddress();
        InetAddress shown = named == null ? local : named;
        if (!(shown instanceof Inet4Address)) {
            throw new CommandRefused(ReplyCode.PROTOCOL_NOT_SUPPORTED, "Use EPSV");
        }
        HostPort address = new HostPort(shown, listen(session, local).port());
        session.reply(ReplyCode.PASSIVE, "Entering Passive Mode (" + address.encodePort() + ")");
    }

    static void extendedPassive(FtpSession session, String argument) throws IOException {
        InetAddress local = session.control().local().getAddress();
        switch (argument.strip().toUpperCase(Locale.ROOT)) {
            case "" -> {}
            case "ALL" -> {
                session.parameters(session.parameters().withExtendedPassiveOnly());
                session.reply(ReplyCode.OK, "EPSV only from now on");
                return;
            }
            case "1" -> refuseUnless(local instanceof Inet4Address, "2");
            case "2" -> refuseUnless(!(local instanceof Inet4Address), "1");
            default -> refuseUnless(false, local instanceof Inet4Address ? "1" : "2");
        }
        int port = listen(session, local).port();
        session.reply(
                ReplyCode.EXTENDED_PASSIVE, "Entering Extended Passive Mode " + HostPort.encodeExtendedPassive(port));
    }

    static void type(FtpSession session, String argument) throws IOException {
        switch (argument.strip().replaceAll(" +", " ").toUpperCase(Locale.ROOT)) {
            case "A", "A N" -> session.parameters(session.parameters().withAscii(true));
            case "I", "L 8" -> session.parameters(session.parameters().withAscii(false));
            default -> throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "TYPE A, I or L 8");
        }
        session.reply(ReplyCode.OK, session.parameters().ascii() ? "TYPE is A" : "TYPE is I");
    }

    static void structure(FtpSession session, String argument) throws IOException {
        only(session, argument, "F", "STRU");
    }

    static void mode(FtpSession session, String argument) throws IOException {
        only(session, argument, "S", "MODE");
    }

    private static void only(FtpSession session, String argument, String supported, String verb) throws IOException {
        if (!argument.strip().equalsIgnoreCase(supported)) {
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, verb + " " + supported + " only");
        }
        session.reply(ReplyCode.OK, verb + " is " + supported);
    }

    private static PassiveDataConnection listen(FtpSession session, InetAddress local) throws CommandRefused {
        session.transfers().dropData(); // its port may be the only one
        try {
            Data settings = session.server().settings().data();
            InetAddress owner = settings.foreignAddresses()
                    ? null
                    : session.control().remote().getAddress();
            PassiveDataConnection connection = PassiveDataConnection.listen(local, owner, settings.passivePorts());
            session.transfers().data(connection);
            return connection;
        } catch (IOException e) {
            LOG.warn("{} passive port: {}", session.who(), e.getMessage());
            throw new CommandRefused(ReplyCode.CANNOT_OPEN_DATA, "No passive port is free, try again later");
        }
    }

    private static void active(FtpSession session, HostPort target) throws IOException {
        refuseAfterEpsvAll(session);
        FtpSettings settings = session.server().settings();
        InetSocketAddress local = session.control().local();
        if (!settings.data().active()) {
            throw new CommandRefused(ReplyCode.NOT_IMPLEMENTED, "Active mode is off here, use PASV or EPSV");
        }
        boolean anywhere = settings.data().foreignAddresses();
        boolean foreign = !target.address().equals(session.control().remote().getAddress());
        boolean ourselves = target.toSocketAddress().equals(local);
        // RFC 2577 3: no bounce to others, nor to services of the client's machine, nor to those of our own
        boolean elsewhere = !anywhere && (foreign || (isOurs(target.address()) && !onLoopbackAlone(session)));
        if (elsewhere || target.port() < FIRST_UNPRIVILEGED_PORT || ourselves) {
            String there = target.address().getHostAddress() + " port " + target.port();
            Audit.refused(session, "PORT", "", "a data connection to " + there);
            throw new CommandRefused(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "Not to that address");
        }
        session.transfers()
                .data(new ActiveDataConnection(
                        local.getAddress(),
                        target.toSocketAddress(),
                        settings.timeouts().dataConnect()));
        session.reply(ReplyCode.OK, "Will connect there");
    }

    /** Of any interface of this machine: what listens there may trust whoever comes from here. */
    private static boolean isOurs(InetAddress address) throws IOException {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || NetworkInterface.getByInetAddress(address) != null;
    }

    /** Then all clients are on this machine, and reach what listens here without us. */
    private static boolean onLoopbackAlone(FtpSession session) {
        return session.server().settings().endpoint().address().getAddress().isLoopbackAddress();
    }

    /** RFC 2428 4: NAT devices on the way rely on it. */
    private static void refuseAfterEpsvAll(FtpSession session) throws CommandRefused {
        if (session.parameters().extendedPassiveOnly()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "EPSV only, after EPSV ALL");
        }
    }

    private static void refuseUnless(boolean supported, String family) throws FtpSyntaxException, CommandRefused {
        if (!supported) { // RFC 2428 3: 522 with the families that are
            throw new CommandRefused(
                    ReplyCode.PROTOCOL_NOT_SUPPORTED, "Network protocol not supported, use (" + family + ")");
        }
    }
}
