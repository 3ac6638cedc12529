// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.UrlAuthority;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/**
 * Where and how to connect, checked before any byte is sent. Immutable.
 *
 * @param security of the control connection, and thereby of the data connections
 * @param host name or numeric address, IPv6 without brackets
 * @param port of the control connection
 * @param user for USER
 * @param password for PASS
 * @param root what the storage's root is on the server
 * @param charset of names
 * @param zone of times in LIST
 * @param active who connects to whom for data
 * @param options the rest
 */
public record FtpTarget(
        Security security,
        String host,
        int port,
        String user,
        String password,
        VPath root,
        Charset charset,
        ZoneId zone,
        ActiveMode active,
        ConnectOptions options) {

    public static final int DEFAULT_PORT = 21;
    static final int IMPLICIT_PORT = 990; // RFC 4217 has it no more, IANA still does

    /** What protects a connection. */
    enum Security {
        NONE,
        /** RFC 4217: AUTH TLS. */
        EXPLICIT,
        IMPLICIT
    }

    /**
     * @throws StorageException {@link Reason#NAME_INVALID} for what can't be used, {@link Reason#NOT_SUPPORTED} for another
     *     scheme; the message never holds the password
     */
    public static FtpTarget of(URI uri, ConnectOptions options) throws StorageException {
        UrlAuthority authority = UrlAuthority.of(uri)
                .orElseThrow(() -> new StorageException(Reason.NAME_INVALID, "an FTP URI names a host"));
        Security security =
                security(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT), authority.port(), options);
        String user = orElse(options.get(ConnectOptions.USER), "anonymous");
        String password = options.get(ConnectOptions.PASSWORD);
        if (authority.userInfo() != null) {
            String[] parts = authority.userInfo().split(":", 2);
            user = decode(parts[0]);
            password = parts.length == 2 ? decode(parts[1]) : password;
        }
        String path = orElse(uri.getPath(), "");
        refuseControls("path", path);
        refuseControls("user", user);
        password = orElse(password, user.equals("anonymous") ? "fairlead@" : "");
        refuseControls("password", password);
        choice(FtpOptions.UPLOAD, options, Set.of("auto", "direct", "rename"));
        choice(FtpOptions.CLOSE_NOTIFY, options, Set.of("expected", "optional"));
        choice(FtpOptions.PASSIVE_ADDRESS, options, Set.of("control", "server"));
        if (options.get(ConnectOptions.MAX_CONNECTIONS) < 1) {
            throw invalid(ConnectOptions.MAX_CONNECTIONS, options, "at least 1");
        }
        return new FtpTarget(
                security,
                authority.host(),
                port(authority.port(), security),
                user,
                password,
                VPath.ROOT.resolve(path),
                charset(options),
                zone(options),
                ActiveMode.of(options),
                options);
    }

    Duration connectTimeout() {
        return options.get(ConnectOptions.CONNECT_TIMEOUT);
    }

    /** How long the server may keep silent. */
    public Duration ioTimeout() {
        return options.get(ConnectOptions.IO_TIMEOUT);
    }

    Duration dataTimeout() {
        Duration own = options.get(FtpOptions.DATA_TIMEOUT);
        return own == null ? ioTimeout() : own;
    }

    boolean userDirIsRoot() {
        return options.get(FtpOptions.USER_DIR_IS_ROOT);
    }

    /** {@link FtpOptions#UPLOAD}. */
    public String upload() {
        return options.get(FtpOptions.UPLOAD);
    }

    /** Whether data that ends without close_notify is believed all the same, {@link FtpOptions#CLOSE_NOTIFY}. */
    public boolean endsUnannounced() {
        return options.get(FtpOptions.CLOSE_NOTIFY).equals("optional");
    }

    boolean passiveAddressOfServer() {
        return options.get(FtpOptions.PASSIVE_ADDRESS).equals("server");
    }

    /**
     * RFC 959 5.3.2 has no way to send a line end inside an argument, so it would start another command.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} for a control character; the message does not show the text
     */
    public static void refuseControls(String what, String text) throws StorageException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new StorageException(Reason.NAME_INVALID, what + " holds a control character at " + i);
            }
        }
    }

    /** {@code ftp://host:port}, without user and password. */
    @Override
    public String toString() {
        return (security == Security.NONE ? "ftp://" : "ftps://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port;
    }

    private static Security security(String scheme, int port, ConnectOptions options) throws StorageException {
        if (!scheme.equals("ftp") && !scheme.equals("ftps")) {
            throw new StorageException(Reason.NOT_SUPPORTED, "scheme " + scheme);
        }
        choice(FtpOptions.TLS, options, Set.of("auto", "explicit", "implicit"));
        return switch (options.get(FtpOptions.TLS)) {
            case "implicit" -> Security.IMPLICIT;
            case "explicit" -> Security.EXPLICIT;
            default -> {
                Security usual = port == IMPLICIT_PORT ? Security.IMPLICIT : Security.EXPLICIT;
                yield scheme.equals("ftp") ? Security.NONE : usual;
            }
        };
    }

    /** @param number negative for none */
    private static int port(int number, Security security) throws StorageException {
        if (number < 0) {
            return security == Security.IMPLICIT ? IMPLICIT_PORT : DEFAULT_PORT;
        }
        if (number < 1 || number > 65_535) {
            throw new StorageException(Reason.NAME_INVALID, "port " + number);
        }
        return number;
    }

    private static Charset charset(ConnectOptions options) throws StorageException {
        try {
            return Charset.forName(options.get(FtpOptions.ENCODING));
        } catch (IllegalArgumentException e) {
            throw invalid(FtpOptions.ENCODING, options, "a charset of this Java runtime");
        }
    }

    private static ZoneId zone(ConnectOptions options) throws StorageException {
        try {
            return ZoneId.of(options.get(FtpOptions.SERVER_ZONE));
        } catch (DateTimeException e) {
            throw invalid(FtpOptions.SERVER_ZONE, options, "a time zone such as Europe/Berlin");
        }
    }

    private static void choice(ConnectOptions.Key<String> key, ConnectOptions options, Set<String> allowed)
            throws StorageException {
        if (!allowed.contains(options.get(key))) {
            throw invalid(key, options, "one of " + allowed);
        }
    }

    /** For an option that can't be used. */
    static StorageException invalid(ConnectOptions.Key<?> key, ConnectOptions options, String expected) {
        return new StorageException(
                Reason.NAME_INVALID, "option " + key.name() + " is " + options.get(key) + ", expected " + expected);
    }

    private static String decode(String userInfo) throws StorageException {
        try {
            return URI.create("x:/" + userInfo).getPath().substring(1);
        } catch (IllegalArgumentException e) {
            throw new StorageException(Reason.NAME_INVALID, "user or password can't be decoded");
        }
    }

    private static String orElse(String value, String fallback) {
        return value == null ? fallback : value;
    }
}
