// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteChecksums;
import io.fairlead.api.client.RemoteChecksums.Checksum;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.ScriptedPeer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checksums that servers compute, in the dialects there are. */
class RemoteHashesTest {
    private static final List<String> ALL = List.of("SHA-256", "SHA-512", "SHA-1", "MD5", "CRC32");
    private static final String SHA256 = "0123456789ABCDEF".repeat(4);

    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private Volume mount(ScriptedPeer server) throws StorageException {
        return connector
                .connect(URI.create("ftp://127.0.0.1:" + server.port() + "/"), OurServer.ME)
                .mount(Identity.ANONYMOUS);
    }

    private static Optional<Checksum> ask(Volume volume, String path, List<String> algorithms) throws Exception {
        return volume.extension(RemoteChecksums.class).orElseThrow().checksum(VPath.of(path), algorithms);
    }

    @Test
    void hashIsChosenFirst() throws Exception {
        try (ScriptedPeer server =
                ScriptedPeer.server(peer -> FtpScript.login(peer, "HASH SHA-1;SHA-256*;MD5;", "XSHA256")
                        .expectLine("OPTS HASH SHA-256")
                        .send("200 SHA-256\r\n")
                        .expectLine("HASH /a b")
                        .send("213 SHA-256 0-49 " + SHA256 + " a b\r\n"))) {
            assertThat(ask(mount(server), "/a b", ALL))
                    .contains(new Checksum("SHA-256", SHA256.toLowerCase(Locale.ROOT)));
            server.await();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "XSHA256, SHA-256, 64, 250 HASH",
        "XSHA512, SHA-512, 128, 213 HASH",
        "XSHA1, SHA-1, 40, 250 XSHA1 successful: HASH",
        "XSHA, SHA-1, 40, 250 HASH",
        "XMD5, MD5, 32, 251 HASH",
        "XCRC, CRC32, 8, 250 HASH"
    })
    void otherwiseTheCommandOfAnAlgorithm(String verb, String algorithm, int digits, String reply) throws Exception {
        String hex = "ab".repeat(digits / 2);
        try (ScriptedPeer server = ScriptedPeer.server(peer -> FtpScript.login(peer, verb + " filename;start;end")
                .expectLine(verb + " /a")
                .send(reply.replace("HASH", hex) + "\r\n")
                .expectLine(verb + " \"/a 1 2\"")
                .send(reply.replace("HASH", hex) + "\r\n"))) {
            Volume volume = mount(server);
            assertThat(ask(volume, "/a", ALL)).contains(new Checksum(algorithm, hex));
            assertThat(ask(volume, "/a 1 2", ALL)).contains(new Checksum(algorithm, hex));
            server.await();
        }
    }

    @Test
    void aServerWithoutIsNotAsked() throws Exception {
        try (ScriptedPeer server =
                ScriptedPeer.server(peer -> FtpScript.login(peer, "XCRC").stall())) {
            Volume volume = mount(server);
            assertThat(ask(volume, "/a", List.of("SHA-256", "MD5"))).isEmpty();
            assertThat(ask(volume, "/a \"b\"", ALL)).as("no way to write it").isEmpty();
        }
        try (OurServer ours = OurServer.start()) {
            Volume volume = connector.connect(ours.uri("ftp"), OurServer.ME).mount(Identity.ANONYMOUS);
            Contents.write(volume, "/a", "x");
            assertThat(ask(volume, "/a", ALL)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 not yours",
                "502 not any more",
                "213 SHA-256 0-49 abcd a",
                "213 MD5 0-49 0123456789abcdef0123456789abcdef a",
                "213 nonsense"
            })
    void whatIsNoChecksumIsNone(String reply) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> FtpScript.login(peer, "HASH SHA-256")
                .expectLine("OPTS HASH SHA-256")
                .send("200 SHA-256\r\n")
                .expectLine("HASH /a")
                .send(reply + "\r\n"))) {
            assertThat(ask(mount(server), "/a", ALL)).isEmpty();
            server.await();
        }
    }

    @Test
    void twoWordsThatMayBeItAreNone() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer ->
                FtpScript.login(peer, "XCRC").expectLine("XCRC /deadbeef").send("250 deadbeef 01234567\r\n"))) {
            assertThat(ask(mount(server), "/deadbeef", ALL)).isEmpty();
            server.await();
        }
    }

    @Test
    void aLostConnectionIsNoAnswer() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> FtpScript.login(peer, "XMD5").expectLine("XMD5 /a").close())) {
            Volume volume = mount(server);
            assertThatThrownBy(() -> ask(volume, "/a", ALL)).isInstanceOf(StorageException.class);
        }
    }
}
