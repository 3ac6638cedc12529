// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.protocol.TextCodec;
import io.fairlead.net.Endpoint;
import io.fairlead.net.PortRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What a server is told, checked. Start from {@link #on} and change what differs.
 *
 * @param name of this instance, for logs and consoles
 * @param endpoint where it listens
 * @param drain how long running transfers may go on when it stops
 * @param swapWait how long a greeting or a command waits for an export, a storage or an authenticator that is being replaced
 * @param welcome text of the greeting
 * @param data how data connections are made
 * @param timeouts after how much silence a session ends
 * @param limits how many of what
 * @param security what is asked of clients
 * @param leniency what is put up with
 */
public record FtpSettings(
        String name,
        Endpoint endpoint,
        Duration drain,
        Duration swapWait,
        String welcome,
        Data data,
        Timeouts timeouts,
        Limits limits,
        Security security,
        Leniency leniency) {

    /** Whether TLS is there, and must be used. */
    public enum TlsMode {
        OFF,
        OFFERED,
        /** No login and no data in clear text. */
        REQUIRED
    }

    /** Whether a data connection must resume the TLS session of its control connection. */
    public enum TlsSessionReuse {
        REQUIRED,
        /** Looked at, not enforced. */
        PREFERRED,
        OFF
    }

    /**
     * Data connections.
     *
     * @param passivePorts where clients connect to
     * @param passiveAddress IPv4 address to name in reply 227, for servers behind NAT; null for that of the control
     *     connection
     * @param foreignAddresses whether a data connection may come from, or go to, another host than the client's (FXP),
     *     or go to this machine itself though the server listens beyond loopback
     * @param active whether clients may have us connect to them: PORT and EPRT
     */
    public record Data(PortRange passivePorts, InetAddress passiveAddress, boolean foreignAddresses, boolean active) {
        public static final Data DEFAULT = new Data(PortRange.ANY, null, false, true);

        public Data {
            if (passiveAddress != null && !(passiveAddress instanceof Inet4Address)) {
                throw new IllegalArgumentException("passive address " + passiveAddress + " is not IPv4");
            }
        }

        /** With active mode. */
        public Data(PortRange passivePorts, InetAddress passiveAddress, boolean foreignAddresses) {
            this(passivePorts, passiveAddress, foreignAddresses, true);
        }
    }

    /**
     * Silence that ends things; zero is for ever.
     *
     * @param login between connecting and being logged in, also after a logout; and until TLS has begun
     * @param idle without a command or a byte of data
     * @param stall of a transfer without a byte, and of a reply that is not read
     * @param dataConnect until a data connection is there
     */
    public record Timeouts(Duration login, Duration idle, Duration stall, Duration dataConnect) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(60), Duration.ofSeconds(300), Duration.ofSeconds(120), Duration.ofSeconds(30));
    }

    /**
     * Limits; 0 is none.
     *
     * @param connections in all
     * @param perAddress from one IP address
     * @param perUser logged in as one user
     * @param failedLogins on one connection before it is closed
     * @param unauthenticated connections that are not logged in; beyond it, one of the address that has most makes room
     * @param memory bytes that the buffers of all transfers may have at one time; 0 for half of the heap's limit
     * @param memoryPerUser bytes that those of one user's transfers may have; 0 for a quarter of {@code memory}
     */
    public record Limits(
            int connections,
            int perAddress,
            int perUser,
            int failedLogins,
            int unauthenticated,
            long memory,
            long memoryPerUser) {
        public static final Limits DEFAULT = new Limits(2000, 200, 200, 3, 200);

        private static final int PARTS_OF_HEAP = 2;
        private static final int PARTS_PER_USER = 4;

        public Limits {
            memory = memory == 0 ? Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP : memory;
            memoryPerUser = memoryPerUser == 0 ? memory / PARTS_PER_USER : memoryPerUser;
        }

        /** With the usual memory. */
        public Limits(int connections, int perAddress, int perUser, int failedLogins, int unauthenticated) {
            this(connections, perAddress, perUser, failedLogins, unauthenticated, 0, 0);
        }
    }

    /**
     * Security.
     *
     * @param tls whether TLS is there
     * @param sessionReuse what is asked of TLS data connections
     * @param plaintextBeyondLoopback whether a password may come in clear text from another machine
     * @param anonymous whether {@code anonymous} and {@code ftp} may log in
     * @param changeMode whether there is {@code SITE CHMOD}
     */
    public record Security(
            TlsMode tls,
            TlsSessionReuse sessionReuse,
            boolean plaintextBeyondLoopback,
            boolean anonymous,
            boolean changeMode) {
        public static final Security DEFAULT = new Security(TlsMode.OFFERED, TlsSessionReuse.REQUIRED, false, false);

        /** With {@code SITE CHMOD}. */
        public Security(TlsMode tls, TlsSessionReuse sessionReuse, boolean plaintextBeyondLoopback, boolean anonymous) {
            this(tls, sessionReuse, plaintextBeyondLoopback, anonymous, true);
        }
    }

    /**
     * Habits of clients that are put up with.
     *
     * @param missingCloseNotify whether an upload inside TLS counts as whole when TCP ends without a
     *     {@code close_notify}: somebody on the way can then cut it short unnoticed
     * @param codec how names are read that are not UTF-8
     */
    public record Leniency(boolean missingCloseNotify, TextCodec codec) {
        public static final Leniency DEFAULT = new Leniency(false, TextCodec.UTF8);
    }

    /** The defaults, listening on {@code address}. */
    public static FtpSettings on(InetSocketAddress address) {
        return new FtpSettings(
                "ftp",
                Endpoint.of(address),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                "Fairlead FTP ready",
                Data.DEFAULT,
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                Security.DEFAULT,
                Leniency.DEFAULT);
    }

    public FtpSettings withName(String newName) {
        return new FtpSettings(newName, endpoint, drain, swapWait, welcome, data, timeouts, limits, security, leniency);
    }

    public FtpSettings withDrain(Duration newDrain) {
        return new FtpSettings(name, endpoint, newDrain, swapWait, welcome, data, timeouts, limits, security, leniency);
    }

    public FtpSettings withSwapWait(Duration newSwapWait) {
        return new FtpSettings(name, endpoint, drain, newSwapWait, welcome, data, timeouts, limits, security, leniency);
    }

    public FtpSettings withData(Data newData) {
        return new FtpSettings(name, endpoint, drain, swapWait, welcome, newData, timeouts, limits, security, leniency);
    }

    public FtpSettings withTimeouts(Timeouts newTimeouts) {
        return new FtpSettings(name, endpoint, drain, swapWait, welcome, data, newTimeouts, limits, security, leniency);
    }

    public FtpSettings withLimits(Limits newLimits) {
        return new FtpSettings(name, endpoint, drain, swapWait, welcome, data, timeouts, newLimits, security, leniency);
    }

    public FtpSettings withSecurity(Security newSecurity) {
        return new FtpSettings(name, endpoint, drain, swapWait, welcome, data, timeouts, limits, newSecurity, leniency);
    }

    public FtpSettings withLeniency(Leniency newLeniency) {
        return new FtpSettings(name, endpoint, drain, swapWait, welcome, data, timeouts, limits, security, newLeniency);
    }
}
