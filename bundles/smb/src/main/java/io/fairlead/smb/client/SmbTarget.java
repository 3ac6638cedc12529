// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.UrlAuthority;
import io.fairlead.smb.client.connection.ConnectionSettings;
import io.fairlead.smb.client.connection.ConnectionSettings.Security;
import io.fairlead.smb.client.connection.Credentials;
import io.fairlead.smb.client.dfs.ReferralHosts;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.kerberos.TicketSource;
import io.fairlead.smb.protocol.Dialect;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.security.auth.Subject;

/**
 * Where and how to connect, checked before any byte is sent. Its text shows no secret. Immutable.
 *
 * @param settings of the connection
 * @param credentials of the user
 * @param root what the storage's root is on the server: its first name is a share; none for the server itself
 * @param options the rest
 */
record SmbTarget(ConnectionSettings settings, Credentials credentials, VPath root, ConnectOptions options) {
    static final int DEFAULT_PORT = 445;

    private static final int MOST_CHANNELS = 32; // of Windows and of Samba

    /**
     * @param clientGuid names the client
     * @throws StorageException {@link Reason#NAME_INVALID} for what can't be used, {@link Reason#NOT_SUPPORTED} for another
     *     scheme; the message never holds the password
     */
    static SmbTarget of(URI uri, ConnectOptions options, UUID clientGuid) throws StorageException {
        if (!"smb".equalsIgnoreCase(uri.getScheme())) {
            throw new StorageException(Reason.NOT_SUPPORTED, "scheme " + uri.getScheme());
        }
        UrlAuthority authority = UrlAuthority.of(uri)
                .orElseThrow(() -> new StorageException(Reason.NAME_INVALID, "an SMB URI names a host"));
        String user = orElse(options.get(ConnectOptions.USER), "");
        String password = orElse(options.get(ConnectOptions.PASSWORD), "");
        if (authority.userInfo() != null) {
            String[] parts = authority.userInfo().split(":", 2);
            user = decode(parts[0]);
            password = parts.length == 2 ? decode(parts[1]) : password;
        }
        String path = orElse(uri.getPath(), "");
        refuseControls("path", path);
        refuseControls("user", user);
        refuseControls("password", password);
        String domain = options.get(SmbOptions.DOMAIN);
        int cut = Math.max(user.indexOf(';'), user.indexOf('\\'));
        if (cut >= 0) {
            domain = user.substring(0, cut);
            user = user.substring(cut + 1);
        }
        if (options.get(SmbOptions.RECOVERY_TIMEOUT).isNegative()) {
            throw invalid(SmbOptions.RECOVERY_TIMEOUT, options, "a time from 0 on");
        }
        if (options.get(SmbOptions.CACHE_TIME).isNegative()) {
            throw invalid(SmbOptions.CACHE_TIME, options, "a time from 0 on");
        }
        if (options.get(SmbOptions.CACHE_BYTES) < 0) {
            throw invalid(SmbOptions.CACHE_BYTES, options, "a number from 0 on");
        }
        choice(SmbOptions.UPLOAD, options, Set.of("auto", "rename"));
        int channels = options.get(SmbOptions.CHANNELS);
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw invalid(SmbOptions.CHANNELS, options, "a number from 1 to " + MOST_CHANNELS);
        }
        String host = authority.host();
        ConnectionSettings settings = new ConnectionSettings(
                host,
                port(authority.port()),
                clientGuid,
                options.get(ConnectOptions.CONNECT_TIMEOUT),
                options.get(ConnectOptions.IO_TIMEOUT),
                referralHosts(options, host).areFollowed(),
                channels > 1,
                security(options));
        Credentials credentials = Credentials.of(user, domain, password);
        choice(SmbOptions.KERBEROS, options, Set.of("off", "prefer", "required"));
        if (!options.get(SmbOptions.KERBEROS).equals("off")) {
            credentials = credentials.withTickets(tickets(user, domain, password, options));
        }
        return new SmbTarget(settings, credentials, VPath.ROOT.resolve(path), options);
    }

    @SuppressWarnings("unchecked") // what is no subject is found out by the cast of who asks for it
    private static TicketSource tickets(String user, String domain, String password, ConnectOptions options) {
        boolean realm = !user.isEmpty() && !domain.isEmpty() && !user.contains("@");
        return new TicketSource(
                options.get(SmbOptions.KERBEROS).equals("required"),
                (Supplier<Subject>) options.get(SmbOptions.KERBEROS_SUBJECT),
                options.get(SmbOptions.KERBEROS_LOGIN),
                options.get(SmbOptions.KERBEROS_CACHE),
                options.get(SmbOptions.KERBEROS_SERVICE),
                realm ? user + "@" + domain : user,
                password);
    }

    private static ReferralHosts referralHosts(ConnectOptions options, String host) throws StorageException {
        try {
            return ReferralHosts.of(options.get(SmbOptions.DFS), host);
        } catch (IllegalArgumentException e) {
            throw invalid(SmbOptions.DFS, options, "off, same, any or a list of hosts");
        }
    }

    /** To which hosts referrals may lead. */
    ReferralHosts referralHosts() throws StorageException {
        return referralHosts(options, settings.host());
    }

    /** Whether small files that are new are made under their names. */
    boolean makesNewFiles() {
        return options.get(SmbOptions.UPLOAD).equals("auto");
    }

    /** The same user and options at another host. */
    SmbTarget at(String host) {
        return new SmbTarget(settings.withHost(host), credentials, VPath.ROOT, options);
    }

    private static Security security(ConnectOptions options) throws StorageException {
        choice(SmbOptions.ENCRYPTION, options, Set.of("offered", "required"));
        boolean encrypted = options.get(SmbOptions.ENCRYPTION).equals("required");
        try {
            return Security.DEFAULT
                    .withDialects(dialect(SmbOptions.OLDEST, options), dialect(SmbOptions.NEWEST, options))
                    .withSigningRequired(options.get(SmbOptions.SIGNING))
                    .withEncryptionRequired(encrypted)
                    .withSigning(signing(options, encrypted))
                    .withCiphers(list(SmbOptions.CIPHERS, options, CipherAlgorithm::valueOf));
        } catch (IllegalArgumentException e) {
            throw new StorageException(Reason.NAME_INVALID, "options of the dialects leave none");
        }
    }

    /**
     * The logins of several channels sign messages of the same ids by the same key; of AES-GMAC that makes the same nonces, by
     * which others could find out what to sign with. It matters where messages are not encrypted besides.
     */
    private static List<SigningAlgorithm> signing(ConnectOptions options, boolean encrypted) throws StorageException {
        List<SigningAlgorithm> all = list(SmbOptions.SIGNING_ALGORITHMS, options, SigningAlgorithm::valueOf);
        List<SigningAlgorithm> others =
                all.stream().filter(each -> each != SigningAlgorithm.AES_GMAC).toList();
        return options.get(SmbOptions.CHANNELS) == 1 || encrypted || others.isEmpty() ? all : others;
    }

    private static Dialect dialect(ConnectOptions.Key<String> key, ConnectOptions options) throws StorageException {
        for (Dialect each : Dialect.values()) {
            if (name(each).equals(options.get(key))) {
                return each;
            }
        }
        throw invalid(
                key,
                options,
                Arrays.stream(Dialect.values()).map(SmbTarget::name).toList());
    }

    private static String name(Dialect dialect) {
        return dialect.name().substring("SMB_".length()).replace('_', '.');
    }

    private static <T> List<T> list(ConnectOptions.Key<String> key, ConnectOptions options, Function<String, T> parse)
            throws StorageException {
        List<T> list = new ArrayList<>();
        for (String each : options.get(key).split(",")) {
            try {
                list.add(parse.apply(each.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException e) {
                throw invalid(key, options, key.fallback());
            }
        }
        return list;
    }

    /** @param number negative for none */
    private static int port(int number) throws StorageException {
        int port = number < 0 ? DEFAULT_PORT : number;
        if (port < 1 || port > 65_535) {
            throw new StorageException(Reason.NAME_INVALID, "port " + port);
        }
        return port;
    }

    private static void choice(ConnectOptions.Key<String> key, ConnectOptions options, Set<String> allowed)
            throws StorageException {
        if (!allowed.contains(options.get(key))) {
            throw invalid(key, options, allowed);
        }
    }

    private static StorageException invalid(ConnectOptions.Key<?> key, ConnectOptions options, Object expected) {
        return new StorageException(
                Reason.NAME_INVALID, "option " + key.name() + " is " + options.get(key) + ", expected of " + expected);
    }

    private static void refuseControls(String what, String text) throws StorageException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new StorageException(Reason.NAME_INVALID, what + " holds a control character at " + i);
            }
        }
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

    /** {@code smb://host:port}, without user and password. */
    @Override
    public String toString() {
        String host = settings.host();
        return "smb://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.port();
    }
}
