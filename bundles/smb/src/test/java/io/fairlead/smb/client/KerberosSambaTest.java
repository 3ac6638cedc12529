// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.KerberosRealm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client with tickets of MIT's KDC, against Samba. */
@Timeout(120)
class KerberosSambaTest {
    private static final String SERVICE = "cifs/localhost";

    @TempDir
    static Path folder;

    private static KerberosRealm realm;
    private static SambaServer samba;
    private static Path tickets;

    /** Once, but not before all: so that the report has each test that is skipped for want of a KDC or of Samba. */
    @BeforeEach
    void start() throws Exception {
        KerberosRealm.require();
        if (samba != null) {
            return;
        }
        if (realm == null) {
            realm = KerberosRealm.start(folder.resolve("realm"));
        }
        realm.add(SambaServer.user(), SambaServer.PASSWORD);
        Path keytab = realm.keytab("service.keytab", "", SERVICE);
        realm.omitAuthorizationData(SERVICE);
        realm.use();
        tickets = realm.tickets(SambaServer.user(), SambaServer.PASSWORD, Duration.ofHours(1));
        samba = SambaServer.start(
                folder.resolve("samba"),
                List.of(
                        "realm = " + KerberosRealm.NAME,
                        "gensec:require_pac = no",
                        "kerberos method = dedicated keytab",
                        "dedicated keytab file = " + keytab),
                Map.of("KRB5_CONFIG", realm.configuration().toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (samba != null) {
            samba.close();
        }
        if (realm != null) {
            realm.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"2.0.2, offered", "3.0, required", "3.1.1, offered", "3.1.1, required"})
    void logsIn(String dialect, String encryption) throws Exception {
        ConnectOptions options = ConnectOptions.NONE
                .with(SmbOptions.KERBEROS, "required")
                .with(SmbOptions.KERBEROS_CACHE, tickets.toString())
                .with(SmbOptions.NEWEST, dialect)
                .with(SmbOptions.ENCRYPTION, encryption);
        try (SmbConnector connector = new SmbConnector();
                RemoteStorage storage =
                        connector.connect(URI.create("smb://localhost:" + samba.port() + "/share"), options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            Contents.write(volume, "/file", "content");
            assertThat(samba.files().resolve("file")).hasContent("content");
        }
    }
}
