// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.Connector;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Constants;

@Timeout(30)
class ReportTest {
    private static final Clock CLOCK = Clock.fixed(Fakes.NOW, ZoneOffset.UTC);

    @Test
    void showsEverythingInShort() {
        Storage storage = Fakes.fake(
                Storage.class,
                Map.of("features", given -> EnumSet.of(Storage.Feature.WRITE, Storage.Feature.RANDOM_WRITE)));
        Authenticator authenticator =
                Fakes.fake(Authenticator.class, Map.of("accepts", given -> given[0] == Credential.Password.class));
        Connector connector = Fakes.fake(Connector.class, Map.of("schemes", given -> Set.of("ftps", "ftp")));
        var missing = new StorageException(Reason.UNAVAILABLE, "storage home is not there");
        var landscape = new Landscape(
                List.of(
                        found(Fakes.server("ftp", "default", List.of(Fakes.session("7", "alice", "RETR"))), "default"),
                        found(Fakes.server("tftp", "boot", List.of()), "boot")),
                List.of(
                        found(Fakes.export("files", null), Export.NAME, "files"),
                        found(Fakes.export("home", missing), Export.NAME, "home")),
                List.of(found(storage, Storage.NAME, "disk")),
                List.of(found(authenticator, Authenticator.NAME, "users")),
                List.of(found(connector, Connector.SCHEMES, new String[] {"ftp", "ftps"})),
                List.of(
                        new LoginThrottle.Ban("alice", "198.51.100.7", Duration.ofSeconds(9)),
                        new LoginThrottle.Ban("", "192.0.2.7", Duration.ofSeconds(599))),
                List.of("io.fairlead.smb.server~x\twaits for Export (export.name=x)"));
        assertThat(new Report(landscape, new Wiring(new Wires()), CLOCK, new StorageProbe(2000)).status())
                .isEqualTo(
                        """
                        Servers
                          PROTOCOL  NAME     STATE    LISTENS ON             SESSIONS  SINCE START  REFUSED  FAILED LOGINS  TRANSFERS  FAILED  IN       OUT
                          tftp      boot     RUNNING  *:2121, 127.0.0.1:990  0         12           3        4              5          6       1.5 KiB  3.0 GiB
                          ftp       default  RUNNING  *:2121, 127.0.0.1:990  1         12           3        4              5          6       1.5 KiB  3.0 GiB

                        Counters of the protocols' own
                          SERVER     COUNTED
                          tftp/boot  ignored 2, probes 7

                        What servers use
                          SERVER       EXPORT                      STORAGE  AUTHENTICATOR
                          tftp/boot    none fits (export.name=no)  -        -
                          ftp/default  files                       disk     users

                        Exports
                          NAME   STORAGE  STATE                                            OPEN FILES
                          files  disk     there                                            0
                          home   -        missing: UNAVAILABLE: storage home is not there  0

                        Storages
                          NAME  FEATURES
                          disk  write random_write

                        Authenticators
                          NAME   ACCEPTS
                          users  Password

                        Clients
                          SCHEMES
                          ftp ftps

                        Bans
                          ADDRESS       ACCOUNT  FOR
                          192.0.2.7     every    9m59s
                          198.51.100.7  alice    9s

                        Not running, or not whole
                          WHAT                      WHY
                          io.fairlead.smb.server~x  waits for Export (export.name=x)
                        """);
    }

    @Test
    void saysSoWhereThereIsNothing() {
        assertThat(report(List.of(), List.of()).status())
                .startsWith("Servers: none\n\nExports: none\n")
                .endsWith("Not running, or not whole: none\n");
    }

    @Test
    void showsSessionsOfOneServerOrProtocol() {
        var ftp = Fakes.server(
                "ftp", "default", List.of(Fakes.session("7", "", ""), Fakes.session("8", "alice", "RETR")));
        var smb = Fakes.server("smb", "office", List.of(Fakes.session("1", "bob", "")));
        Report report = report(List.of(found(ftp, "default"), found(smb, "office")), List.of());
        assertThat(report.sessions("ftp"))
                .isEqualTo(
                        """
                        Sessions
                          SERVER       ID  PEER                     USER   CONNECTED  IDLE  IN   OUT      ACTIVITY
                          ftp/default  7   ftp+tls 192.0.2.7:50000  -      1h01m      5s    0 B  2.0 KiB
                          ftp/default  8   ftp+tls 192.0.2.7:50000  alice  1h01m      5s    0 B  2.0 KiB  RETR
                        """);
        assertThat(report.sessions("office")).contains("smb/office").doesNotContain("ftp/");
        assertThat(report.sessions(null)).contains("smb/office").contains("ftp/default");
        assertThatThrownBy(() -> report.sessions("offfice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no server offfice; there is ftp/default, smb/office");
    }

    @Test
    void showsOpenFilesAndNeverTheirEscapeSequences() {
        var open = new Export.OpenInfo(
                new OpenId(0, 7),
                "/a\u001b[2Jb\u202e",
                "alice",
                "smb 192.0.2.7:1",
                "READ",
                2,
                Set.of(Lease.Caching.HANDLE, Lease.Caching.READ));
        Report report = report(List.of(), List.of(found(Fakes.export("files", null, open), Export.NAME, "files")));
        assertThat(report.opens("files"))
                .isEqualTo(
                        """
                        Open files
                          EXPORT  PATH      USER   PEER             ACCESS  LOCKS  LEASE
                          files   /a?[2Jb?  alice  smb 192.0.2.7:1  READ    2      RH
                        """);
        assertThatThrownBy(() -> report.opens("other")).hasMessage("no export other; there is files");
        assertThat(report.locks("files"))
                .isEqualTo(
                        """
                        Locks
                          EXPORT  PATH      USER   PEER             FROM  BYTES  KIND
                          files   /a?[2Jb?  alice  smb 192.0.2.7:1  10    5      exclusive
                        """);
        assertThatThrownBy(() -> report.locks("other")).hasMessage("no export other; there is files");
        assertThat(report.exports()).contains("there").contains("1");
    }

    @Test
    void showsWhatAServerOffersByNamesOfItsOwn() {
        var shares = List.of(new FileServer.Shared("Öffentlich", "files", 3), new FileServer.Shared("old", "", 0));
        FileServer smb = Fakes.server("smb", "office", List.of(), shares);
        assertThat(report(List.of(found(smb, "office")), List.of()).servers())
                .contains(
                        """
                        What servers use
                          SERVER      EXPORT          STORAGE  AUTHENTICATOR
                          smb/office  see its shares  -        -

                        Shares
                          SERVER      NAME        EXPORT    CONNECTED
                          smb/office  Öffentlich  files     3
                          smb/office  old         none now  0
                        """);
    }

    @Test
    void aServiceThatGoesAwayIsARow() {
        FileServer gone = Fakes.fake(FileServer.class, Map.of());
        assertThat(report(List.of(found(gone, "default")), List.of()).status())
                .contains("default   no answer: java.lang.UnsupportedOperationException");
        assertThat(report(List.of(found(gone, "default")), List.of()).sessions(null))
                .contains("default  no answer: java.lang.UnsupportedOperationException");
    }

    @Test
    void aStorageThatHangsIsNotWaitedFor() {
        var never = new CountDownLatch(1);
        Export export = Fakes.fake(Export.class, Map.of("mount", given -> {
            never.await();
            return null;
        }));
        assertThat(new StorageProbe(50).apply(export)).isEqualTo("no answer in 50 ms");
        var refusing = new StorageException(Reason.ACCESS_DENIED, "not for anonymous");
        assertThat(new StorageProbe(2000).apply(Fakes.export("x", refusing))).isEqualTo("there");
    }

    private static Report report(List<Found<FileServer>> servers, List<Found<Export>> exports) {
        return new Report(
                new Landscape(servers, exports, List.of(), List.of(), List.of(), List.of(), List.of()),
                new Wiring(Components.UNKNOWN),
                CLOCK,
                new StorageProbe(2000));
    }

    /** The FTP server is whole, the TFTP server has no export. */
    private static final class Wires implements Components {
        @Override
        public List<String> problems() {
            return List.of();
        }

        @Override
        public Map<String, String> uses(long bundle, String name) {
            return switch (name) {
                case "default" -> Map.of("Export", "files", "Authenticator", "users");
                case "boot" -> Map.of("Export", "none fits (export.name=no)");
                case "files" -> Map.of("Storage", "disk");
                default -> Map.of();
            };
        }
    }

    private static Found<FileServer> found(FileServer server, String name) {
        return new Found<>(server, server instanceof Proxy ? Map.of(FileServer.NAME, name) : Fakes.properties(server));
    }

    private static <T> Found<T> found(T service, String key, Object value) {
        return new Found<>(service, Map.of(key, value, Constants.SERVICE_BUNDLEID, 7L));
    }
}
