// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.kerberos.TicketSource;
import io.fairlead.smb.server.KerberosServed;
import io.fairlead.testing.Contents;
import io.fairlead.testing.KerberosRealm;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client with tickets of MIT's KDC, against our server. */
@Timeout(120)
class KerberosClientTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final ConnectOptions REQUIRED = ConnectOptions.NONE.with(SmbOptions.KERBEROS, "required");

    @TempDir
    static Path folder;

    private static KerberosServed served;
    private static SmbConnector connector;
    private static Path alice;

    /** Once, but not before all: so that the report has each test that is skipped for want of a KDC. */
    @BeforeEach
    void serve() throws Exception {
        KerberosRealm.require();
        if (served == null) {
            served = new KerberosServed(folder, UnaryOperator.identity());
            connector = new SmbConnector();
            alice = served.realm().tickets("alice", KerberosServed.PASSWORD, LONG);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (served != null) {
            connector.close();
            served.close();
        }
    }

    private static RemoteStorage connect(ConnectOptions options) throws StorageException {
        return connector.connect(URI.create("smb://localhost:" + served.port() + "/share"), options);
    }

    private static void thereAndBack(ConnectOptions options) throws Exception {
        try (RemoteStorage storage = connect(options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            Contents.write(volume, "/file", "content");
            assertThat(Contents.text(volume, "/file")).isEqualTo("content");
            assertThat(served.server().sessions()).extracting(Session::user).contains("alice");
            Contents.delete(volume, "/file");
        }
    }

    private static StorageException refused(ConnectOptions options) {
        return catchThrowableOfType(StorageException.class, () -> {
            try (RemoteStorage storage = connect(options)) {
                storage.mount(Identity.ANONYMOUS).close();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "2.0.2, offered, AES-128-CCM",
        "3.0, offered, AES-128-CCM",
        "3.0.2, required, AES-128-CCM",
        "3.1.1, offered, AES-128-GCM",
        "3.1.1, required, AES-256-GCM"
    })
    void takesTheTicketsOfACache(String dialect, String encryption, String cipher) throws Exception {
        thereAndBack(REQUIRED.with(SmbOptions.KERBEROS_CACHE, alice.toString())
                .with(SmbOptions.NEWEST, dialect)
                .with(SmbOptions.CIPHERS, cipher)
                .with(SmbOptions.ENCRYPTION, encryption));
    }

    @Test
    void getsTicketsForAPassword() throws Exception {
        ConnectOptions password =
                REQUIRED.with(ConnectOptions.USER, "alice").with(ConnectOptions.PASSWORD, KerberosServed.PASSWORD);
        thereAndBack(password);
        thereAndBack(password.with(SmbOptions.DOMAIN, KerberosRealm.NAME));
        StorageException wrong = refused(password.with(ConnectOptions.PASSWORD, "wrong"));
        assertThat(wrong.reason()).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(wrong).hasMessageContaining("no Kerberos log-in").hasMessageNotContaining("wrong");
    }

    @Test
    void takesTheSubjectOfItsCaller() throws Exception {
        var source = new TicketSource(true, null, null, alice.toString(), null, "", "");
        Subject subject = source.get();
        thereAndBack(REQUIRED.with(SmbOptions.KERBEROS_SUBJECT, () -> subject));
    }

    @Test
    void asksForTheServiceItIsTold() throws Exception {
        String service = "cifs/" + KerberosServed.HOST + "@" + KerberosRealm.NAME;
        thereAndBack(
                REQUIRED.with(SmbOptions.KERBEROS_CACHE, alice.toString()).with(SmbOptions.KERBEROS_SERVICE, service));
    }

    @Test
    void fallsBackToThePasswordOnlyIfKerberosIsPreferred() throws Exception {
        ConnectOptions none = REQUIRED.with(ConnectOptions.USER, "alice")
                .with(ConnectOptions.PASSWORD, KerberosServed.PASSWORD)
                .with(SmbOptions.KERBEROS_SERVICE, "cifs/nowhere@" + KerberosRealm.NAME);
        thereAndBack(none.with(SmbOptions.KERBEROS, "prefer"));
        StorageException refused = refused(none);
        assertThat(refused.reason()).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(refused).hasMessageContaining("no ticket for cifs/nowhere");
        StorageException nobody = refused(ConnectOptions.NONE
                .with(SmbOptions.KERBEROS, "prefer")
                .with(SmbOptions.KERBEROS_CACHE, folder.resolve("none").toString()));
        assertThat(nobody.reason()).as("nobody is made of nobody's ticket").isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void isRefusedWithoutAnAccount() throws Exception {
        for (String user : new String[] {"bob", "carol"}) {
            Path cache = served.realm().tickets(user, KerberosServed.PASSWORD, LONG);
            assertThat(refused(REQUIRED.with(SmbOptions.KERBEROS_CACHE, cache.toString()))
                            .reason())
                    .isEqualTo(Reason.ACCESS_DENIED);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.1.1, offered", "3.1.1, required", "2.1, offered"})
    void goesOnInTheSameSessionWithANewTicket(String dialect, String encryption) throws Exception {
        long life = 6;
        served.realm().limitLife("cifs/" + KerberosServed.HOST, Duration.ofSeconds(life));
        ConnectOptions options = REQUIRED.with(ConnectOptions.USER, "alice")
                .with(ConnectOptions.PASSWORD, KerberosServed.PASSWORD)
                .with(SmbOptions.NEWEST, dialect)
                .with(SmbOptions.ENCRYPTION, encryption)
                .with(SmbOptions.KERBEROS_SERVICE, "cifs/" + KerberosServed.HOST + "@" + KerberosRealm.NAME);
        try (RemoteStorage storage = connect(options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            Contents.write(volume, "/file", "content");
            Node opened = volume.open(VPath.of("/file"), Open.read());
            long tickets = issued();
            String session = session();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                assertThat(Contents.text(volume, "/file")).isEqualTo("content"); // before, while and after it ends
                return issued() > tickets;
            });
            var bytes = ByteBuffer.allocate(7);
            assertThat(opened.read(bytes, 0)).isEqualTo(7);
            opened.close();
            assertThat(session()).isEqualTo(session);
            Contents.delete(volume, "/file");
        }
    }

    private static String session() {
        return served.server().sessions().stream()
                .map(Session::id)
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }

    /** How many tickets for the server the KDC has given out. */
    private static long issued() throws Exception {
        try (Stream<String> lines = served.realm().log().lines()) {
            return lines.filter(line ->
                            line.contains("TGS_REQ") && line.contains("ISSUE") && line.contains(KerberosServed.HOST))
                    .count();
        }
    }
}
