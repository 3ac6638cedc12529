// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.Passwords;
import io.fairlead.standalone.client.Netrc.Login;
import io.fairlead.standalone.client.Sites.Site;
import io.fairlead.vfs.ConnectorFileSystemConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;

/**
 * How to connect to a URL: by the options of the command, of the saved site on that server, and by the first password there
 * is: the URL's own, the site's, that of the environment, that of {@code .netrc}, what is typed. Each server is asked for
 * once. Not thread-safe.
 */
final class UrlOptions {
    /** Those of whose users {@code .netrc} tells. */
    private static final Set<String> WITH_LOGINS = Set.of("ftp", "ftps", "smb", "sftp");

    private static final String TLS = "ftp.tls";

    private final ConnectionOptions command;
    private final Sites sites;
    private final Map<Authority, FileSystemOptions> known = new HashMap<>();
    private Netrc netrc;

    UrlOptions(ConnectionOptions command) throws IOException {
        this.command = command;
        this.sites = Sites.read(command.sites());
    }

    Sites sites() {
        return sites;
    }

    /** For a URL that names its scheme in lower case. */
    FileSystemOptions of(String url) throws IOException {
        Optional<Authority> authority = Authority.of(url);
        if (authority.isEmpty()) {
            return connecting(null, url);
        }
        FileSystemOptions options = known.get(authority.get());
        if (options == null) {
            options = connecting(authority.get(), url);
            known.put(authority.get(), options);
        }
        return options;
    }

    private FileSystemOptions connecting(Authority authority, String url) throws IOException {
        Site site = sites.of(url).orElse(null);
        FileSystemOptions options = new FileSystemOptions();
        ConnectorFileSystemConfigBuilder builder = ConnectorFileSystemConfigBuilder.getInstance();
        command.timeout().ifPresent(timeout -> {
            builder.setConnectTimeout(options, timeout);
            builder.setIoTimeout(options, timeout);
        });
        if (site != null) {
            ProtocolOptions.set(options, site.options());
        }
        ProtocolOptions.set(options, command.named());
        String fingerprint =
                command.tlsFingerprint() != null || site == null ? command.tlsFingerprint() : site.fingerprint();
        builder.setCertificateSha256(options, fingerprint == null ? null : fingerprint.replace(":", ""));
        Path ca = command.ca() != null || site == null ? command.ca() : site.ca();
        boolean asked = command.named().containsKey(TLS)
                || site != null && site.options().containsKey(TLS);
        builder.setSslContext(options, context(ca, authority, asked));
        if (authority != null && !authority.password() && WITH_LOGINS.contains(authority.scheme())) {
            logIn(options, authority, site);
        }
        return options;
    }

    /** One that tells of a certificate that is not trusted; not made where it is not needed, since that takes a while. */
    private static SSLContext context(Path ca, Authority authority, boolean asked) throws IOException {
        if (ca != null) {
            return TrustedCertificates.context(ca);
        }
        String scheme = authority == null ? "" : authority.scheme();
        return scheme.equals("ftps") || scheme.equals("ftp") && asked ? TrustedCertificates.usual() : null;
    }

    private void logIn(FileSystemOptions options, Authority authority, Site site) throws IOException {
        String user = authority.user();
        if (site != null && user == null) {
            user = Authority.of(site.url()).map(Authority::user).orElse(null);
        }
        Login login = new Login(authority.host(), user, site == null ? null : site.password());
        if (user != null && login.password() == null) {
            login = new Login(authority.host(), user, Passwords.inEnvironment().orElse(null));
        }
        if (login.password() == null) {
            login = netrc().find(authority.host(), user).orElse(login);
        }
        if (login.user() != null && login.password() == null) {
            String whose = login.user() + "@" + authority.host();
            login = new Login(login.host(), login.user(), Passwords.typed(whose).orElse(null));
        }
        if (login.user() != null && login.password() != null) {
            DefaultFileSystemConfigBuilder.getInstance()
                    .setUserAuthenticator(options, new StaticUserAuthenticator(null, login.user(), login.password()));
        }
    }

    private Netrc netrc() throws IOException {
        if (netrc == null) {
            netrc = Netrc.read(command.netrc());
        }
        return netrc;
    }
}
