// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpTargetTest {
    private static final ConnectOptions ME =
            ConnectOptions.NONE.with(ConnectOptions.USER, "me").with(ConnectOptions.PASSWORD, "secret");

    private static FtpTarget of(String uri) throws StorageException {
        return FtpTarget.of(URI.create(uri), ConnectOptions.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host,                host,     21,   anonymous, /,     NONE",
        "ftp://host:2121/a/b,       host,     2121, anonymous, /a/b,  NONE",
        "FTP://u@host/,             host,     21,   u,         /,     NONE",
        "ftps://u:p@host/,          host,     21,   u,         /,     EXPLICIT",
        "ftp://[::1]:2121/,         ::1,      2121, anonymous, /,     NONE",
        "ftp://[fe80::1%25eth0]/,   fe80::1%eth0, 21, anonymous, /,   NONE",
        "ftp://[fe80::1%eth0]:22/,  fe80::1%eth0, 22, anonymous, /,   NONE",
        "ftps://host:990/,          host,     990,  anonymous, /,     IMPLICIT",
        "ftp://host:990/,           host,     990,  anonymous, /,     NONE",
        "ftp://my_host:2121/,       my_host,  2121, anonymous, /,     NONE",
        "ftp://u%40d:p%3A@host/a%20b, host,   21,   u@d,       /a b,  NONE",
        "ftp://host/../..//x/.,     host,     21,   anonymous, /x,    NONE"
    })
    void readsUris(String uri, String host, int port, String user, String root, FtpTarget.Security security)
            throws Exception {
        FtpTarget target = of(uri);
        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.user()).isEqualTo(user);
        assertThat(target.root()).hasToString(root);
        assertThat(target.security()).isEqualTo(security);
    }

    @Test
    void takesCredentialsOfUriBeforeOptions() throws Exception {
        FtpTarget both = FtpTarget.of(URI.create("ftp://joe:p%3Aq@h/"), ME);
        assertThat(both.user()).isEqualTo("joe");
        assertThat(both.password()).isEqualTo("p:q");
        FtpTarget options = FtpTarget.of(URI.create("ftp://h/"), ME);
        assertThat(options.user()).isEqualTo("me");
        assertThat(options.password()).isEqualTo("secret");
    }

    @Test
    void hasAnotherPortForImplicitTls() throws Exception {
        ConnectOptions implicit = ConnectOptions.NONE.with(FtpOptions.TLS, "implicit");
        assertThat(FtpTarget.of(URI.create("ftps://h/"), implicit).port()).isEqualTo(990);
        assertThat(FtpTarget.of(URI.create("ftps://h:21/"), implicit).port()).isEqualTo(21);
        ConnectOptions explicit = ConnectOptions.NONE.with(FtpOptions.TLS, "explicit");
        assertThat(FtpTarget.of(URI.create("ftps://h:990/"), explicit).security())
                .isEqualTo(FtpTarget.Security.EXPLICIT);
    }

    /** Who asks for TLS sends no password without it, whatever the scheme. */
    @Test
    void speaksTlsOfFtpUrlsToo() throws Exception {
        ConnectOptions implicit = ConnectOptions.NONE.with(FtpOptions.TLS, "implicit");
        FtpTarget target = FtpTarget.of(URI.create("ftp://h/"), implicit);
        assertThat(target.security()).isEqualTo(FtpTarget.Security.IMPLICIT);
        assertThat(target).hasToString("ftps://h:990");
        ConnectOptions explicit = ConnectOptions.NONE.with(FtpOptions.TLS, "explicit");
        assertThat(FtpTarget.of(URI.create("ftp://h/"), explicit)).hasToString("ftps://h:21");
        refused("ftp://h/", ConnectOptions.NONE.with(FtpOptions.TLS, "maybe"), Reason.NAME_INVALID, "ftp.tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp:/path", "ftp:opaque", "ftp://h:0/", "ftp://h:70000/", "ftp://h/%00", "ftp://%0a:x@h/"})
    void refusesWhatItCannotUse(String uri) {
        refused(uri, ConnectOptions.NONE, Reason.NAME_INVALID, "");
    }

    @Test
    void namesOptionsThatItCannotUse() {
        refused("http://h/", ConnectOptions.NONE, Reason.NOT_SUPPORTED, "http");
        refused("ftps://h/", ConnectOptions.NONE.with(FtpOptions.TLS, "maybe"), Reason.NAME_INVALID, "ftp.tls");
        refused("ftp://h/", ConnectOptions.NONE.with(FtpOptions.UPLOAD, "x"), Reason.NAME_INVALID, "ftp.upload");
        refused("ftp://h/", ConnectOptions.NONE.with(FtpOptions.ENCODING, "x y"), Reason.NAME_INVALID, "ftp.encoding");
        refused("ftp://h/", ConnectOptions.NONE.with(FtpOptions.SERVER_ZONE, "x"), Reason.NAME_INVALID, "serverZone");
        refused(
                "ftp://h/",
                ConnectOptions.NONE.with(ConnectOptions.MAX_CONNECTIONS, 0),
                Reason.NAME_INVALID,
                "maxConnections");
    }

    private static void refused(String uri, ConnectOptions options, Reason reason, String named) {
        assertThatThrownBy(() -> FtpTarget.of(URI.create(uri), options))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(named);
    }
}
