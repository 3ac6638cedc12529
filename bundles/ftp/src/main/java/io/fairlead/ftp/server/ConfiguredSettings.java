// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.config.Checked;
import io.fairlead.ftp.protocol.TextCodec;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.FtpSettings.TlsSessionReuse;
import io.fairlead.net.Endpoint;
import io.fairlead.net.PortRange;
import io.fairlead.net.TlsSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A configuration, checked.
 *
 * @param server what the server is told
 * @param tls where its certificate comes from; empty if TLS is off
 */
record ConfiguredSettings(FtpSettings server, Optional<TlsSettings> tls) {
    private static final int BACKLOG = 512;
    private static final int MOST_WAIT_SECONDS = 60;
    private static final Pattern NUMERIC_IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    /**
     * Checks every value.
     *
     * @param pid of the configuration
     * @param ownFolder for a self-signed certificate, when no other folder is named
     * @throws IllegalArgumentException naming key, value and what is expected
     */
    static ConfiguredSettings of(FtpServerConfig config, String pid, Path ownFolder) {
        Checked.filter("export.target", config.export_target(), "(export.name=files)");
        Checked.filter("authenticator.target", config.authenticator_target(), "(authenticator.name=users)");
        String name = Checked.text("name", config.name(), "a name");
        if (config.welcome().chars().anyMatch(Character::isISOControl)) {
            throw Checked.bad("welcome", config.welcome().strip(), "one line of text");
        }
        TlsMode mode = Checked.choice("tls", config.tls(), TlsMode.class);
        TlsSessionReuse reuse = Checked.choice("tlsSessionReuse", config.tlsSessionReuse(), TlsSessionReuse.class);
        FtpSettings settings = new FtpSettings(
                name,
                new Endpoint(address(config), BACKLOG, seconds("lingerSeconds", config.lingerSeconds()), pid),
                seconds("drainSeconds", config.drainSeconds()),
                Duration.ofSeconds(Checked.range("swapWaitSeconds", config.swapWaitSeconds(), 0, MOST_WAIT_SECONDS)),
                config.welcome(),
                new FtpSettings.Data(
                        ports(config), passiveAddress(config), config.allowForeignAddress(), config.activeMode()),
                timeouts(config),
                limits(config),
                new FtpSettings.Security(mode, reuse, config.allowPlaintext(), config.anonymous(), config.chmod()),
                leniency(config));
        return new ConfiguredSettings(
                settings, mode == TlsMode.OFF ? Optional.empty() : Optional.of(tls(config, ownFolder)));
    }

    private static InetSocketAddress address(FtpServerConfig config) {
        Checked.range("port", config.port(), 0, 65_535);
        try {
            return new InetSocketAddress(InetAddress.getByName(config.host().strip()), config.port());
        } catch (UnknownHostException e) {
            throw Checked.bad("host", config.host(), "an address or a known name");
        }
    }

    private static PortRange ports(FtpServerConfig config) {
        try {
            return PortRange.parse(config.passivePorts());
        } catch (IllegalArgumentException e) {
            throw Checked.bad(
                    "passivePorts", config.passivePorts(), "0, or a range within 1-65535 such as 40000-40100");
        }
    }

    private static InetAddress passiveAddress(FtpServerConfig config) {
        String text = config.passiveAddress().strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            if (NUMERIC_IPV4.matcher(text).matches()) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            // the same fault as below
        }
        throw Checked.bad("passiveAddress", text, "a numeric IPv4 address");
    }

    private static FtpSettings.Timeouts timeouts(FtpServerConfig config) {
        return new FtpSettings.Timeouts(
                seconds("loginTimeoutSeconds", config.loginTimeoutSeconds()),
                seconds("idleTimeoutSeconds", config.idleTimeoutSeconds()),
                seconds("stallTimeoutSeconds", config.stallTimeoutSeconds()),
                seconds("dataConnectTimeoutSeconds", config.dataConnectTimeoutSeconds()));
    }

    private static FtpSettings.Limits limits(FtpServerConfig config) {
        return new FtpSettings.Limits(
                Checked.atLeast("maxConnections", config.maxConnections(), 0),
                Checked.atLeast("maxConnectionsPerAddress", config.maxConnectionsPerAddress(), 0),
                Checked.atLeast("maxSessionsPerUser", config.maxSessionsPerUser(), 0),
                Checked.atLeast("maxFailedLogins", config.maxFailedLogins(), 0),
                Checked.atLeast("maxUnauthenticated", config.maxUnauthenticated(), 0),
                mebibytes("transferMemoryMiB", config.transferMemoryMiB()),
                mebibytes("transferMemoryPerUserMiB", config.transferMemoryPerUserMiB()));
    }

    private static FtpSettings.Leniency leniency(FtpServerConfig config) {
        String name = config.fallbackCharset().strip();
        try {
            return new FtpSettings.Leniency(
                    config.allowMissingCloseNotify(),
                    name.isEmpty() ? TextCodec.UTF8 : TextCodec.withFallback(Charset.forName(name)));
        } catch (IllegalArgumentException e) { // no such charset, or one that lines can't be read by
            throw Checked.bad(
                    "fallbackCharset", name, "a charset that extends ASCII, such as windows-1252 or Shift_JIS");
        }
    }

    private static TlsSettings tls(FtpServerConfig config, Path ownFolder) {
        boolean pem = !config.tlsCertificate().isBlank();
        boolean keystore = !config.tlsKeystore().isBlank();
        if (pem && keystore) {
            throw Checked.bad("tlsKeystore", config.tlsKeystore(), "nothing, for tlsCertificate is set");
        }
        if (!config.tlsKey().isBlank() && !pem) {
            throw Checked.bad("tlsKey", config.tlsKey(), "nothing, for tlsCertificate is not set");
        }
        char[] password =
                config.tlsPassword().isEmpty() ? null : config.tlsPassword().toCharArray();
        if (pem) {
            Path key = config.tlsKey().isBlank() ? null : Path.of(config.tlsKey());
            return new TlsSettings(Path.of(config.tlsCertificate()), key, null, password, null);
        }
        if (keystore) {
            return TlsSettings.keystore(Path.of(config.tlsKeystore()), password);
        }
        String folder = config.tlsSelfSignedDirectory();
        return TlsSettings.selfSigned(folder.isBlank() ? ownFolder : Path.of(folder));
    }

    private static Duration seconds(String key, int value) {
        return Duration.ofSeconds(Checked.atLeast(key, value, 0));
    }

    private static long mebibytes(String key, int value) {
        return (long) Checked.atLeast(key, value, 0) << 20;
    }
}
