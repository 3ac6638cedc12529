// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every dialect, algorithm and cipher, and what goes wrong before there is a session. */
class SmbConnectionTest {
    private static final ConnectOptions ME = SmbClientStorageTest.ME;
    private static final int SIZE = 3_000_000;

    @TempDir
    static Path folder;

    private static Served server;
    private final SmbConnector connector = new SmbConnector();

    @BeforeAll
    static void serve() throws Exception {
        server = new Served(folder, 0, given -> given);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void close() {
        connector.close();
        assertThat(connector.connections()).isZero();
    }

    private static URI uri(String path) {
        return URI.create("smb://127.0.0.1:" + server.port() + path);
    }

    private void roundTrip(ConnectOptions options) throws Exception {
        Pattern pattern = new Pattern(SIZE);
        try (RemoteStorage storage = connector.connect(uri("/share"), options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            try (Node upload = volume.open(VPath.of("/f"), Open.replace())) {
                upload.write(ByteBuffer.wrap(pattern.bytes(0, SIZE)), 0);
            }
            byte[] found = Contents.read(volume, "/f");
            assertThat(found).hasSize(SIZE);
            pattern.check(ByteBuffer.wrap(found), 0);
            assertThat(Contents.names(volume, "/")).containsExactly("f");
        }
    }

    @ParameterizedTest
    @CsvSource({"2.0.2, offered", "2.1, offered", "3.0, offered", "3.0.2, required", "3.1.1, offered", "3.0, required"})
    void speaksEveryDialect(String dialect, String encryption) throws Exception {
        roundTrip(ME.with(SmbOptions.NEWEST, dialect)
                .with(SmbOptions.OLDEST, dialect)
                .with(SmbOptions.ENCRYPTION, encryption));
        roundTrip(ME.with(SmbOptions.NEWEST, dialect).with(SmbOptions.SIGNING, false));
    }

    @ParameterizedTest
    @CsvSource({"AES-GMAC", "AES-CMAC", "HMAC-SHA256"})
    void signsByEveryAlgorithm(String algorithm) throws Exception {
        roundTrip(ME.with(SmbOptions.SIGNING_ALGORITHMS, algorithm));
    }

    @ParameterizedTest
    @CsvSource({"AES-128-GCM", "AES-256-GCM", "AES-128-CCM", "AES-256-CCM"})
    void encryptsByEveryCipher(String cipher) throws Exception {
        roundTrip(ME.with(SmbOptions.CIPHERS, cipher).with(SmbOptions.ENCRYPTION, "required"));
    }

    @Test
    void refusesToGoUnencrypted() {
        refused(
                "/share",
                ME.with(SmbOptions.NEWEST, "2.1").with(SmbOptions.ENCRYPTION, "required"),
                Reason.ACCESS_DENIED);
    }

    @Test
    void saysWhatIsWrong() {
        refused("/share", ME.with(ConnectOptions.PASSWORD, "wrong"), Reason.ACCESS_DENIED);
        refused("/share", ME.with(ConnectOptions.USER, "nobody"), Reason.ACCESS_DENIED);
        refused("/missing", ME, Reason.NOT_FOUND);
    }

    @Test
    void givesUpOnAServerThatKeepsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ConnectOptions options = ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofMillis(300));
            URI uri = URI.create("smb://127.0.0.1:" + silent.getLocalPort() + "/share");
            try (RemoteStorage storage = connector.connect(uri, options)) {
                reason(() -> storage.mount(Identity.ANONYMOUS), Reason.UNAVAILABLE);
            }
        }
    }

    @Test
    void findsNobody() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (RemoteStorage storage = connector.connect(URI.create("smb://127.0.0.1:" + port + "/share"), ME)) {
            reason(() -> storage.mount(Identity.ANONYMOUS), Reason.UNAVAILABLE);
        }
    }

    private void refused(String path, ConnectOptions options, Reason expected) {
        StorageException e = catchThrowableOfType(StorageException.class, () -> {
            try (RemoteStorage storage = connector.connect(uri(path), options)) {
                storage.mount(Identity.ANONYMOUS).close();
            }
        });
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(expected);
        assertThat(e.getMessage()).doesNotContain(Served.PASSWORD);
    }

    private static void reason(ThrowingCallable call, Reason expected) {
        StorageException e = catchThrowableOfType(StorageException.class, call);
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(expected);
    }

    @Test
    void sharesOneConnectionPerUser() throws Exception {
        try (RemoteStorage one = connector.connect(uri("/share"), ME);
                RemoteStorage two = connector.connect(uri("/share"), ME)) {
            one.mount(Identity.ANONYMOUS);
            two.mount(Identity.ANONYMOUS);
            assertThat(connector.connections()).isEqualTo(1);
            ConnectOptions other = ME.with(ConnectOptions.USER, "torture2").with(ConnectOptions.PASSWORD, "Passw0rd!2");
            try (RemoteStorage three = connector.connect(uri("/share"), other)) {
                three.mount(Identity.ANONYMOUS);
                assertThat(connector.connections()).isEqualTo(2);
            }
            assertThat(connector.connections()).isEqualTo(1);
        }
        assertThat(connector.connections()).isZero();
    }

    @Test
    void listsTheSharesOfAServer() throws Exception {
        try (RemoteStorage storage = connector.connect(uri("/"), ME);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            assertThat(Contents.names(volume, "/")).contains("share").doesNotContain("IPC$");
            Contents.write(volume, "/share/below", "content");
            assertThat(Contents.text(volume, "/SHARE/below")).isEqualTo("content");
            assertThat(volume.attributes(VPath.of("/share")).isDirectory()).isTrue();
            reason(() -> volume.attributes(VPath.of("/none")), Reason.NOT_FOUND);
            reason(() -> Contents.makeDirectory(volume, "/none"), Reason.ACCESS_DENIED);
            reason(() -> Contents.makeDirectory(volume, "/share"), Reason.EXISTS);
            reason(() -> Contents.delete(volume, "/share"), Reason.ACCESS_DENIED);
            Contents.delete(volume, "/share/below");
        }
    }

    @Test
    void takesUserAndDomainFromTheUri() throws Exception {
        URI uri = URI.create("smb://DOMAIN;torture1:Passw0rd%211@127.0.0.1:" + server.port() + "/share");
        try (RemoteStorage storage = connector.connect(uri, ConnectOptions.NONE)) {
            storage.mount(Identity.ANONYMOUS).close();
        }
    }
}
