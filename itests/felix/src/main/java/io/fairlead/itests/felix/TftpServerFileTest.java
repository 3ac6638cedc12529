// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What a file says of a TFTP server, as a client sees it. Packets are text, NUL is {@code |}. */
class TftpServerFileTest extends FileTest {
    private static final String READ = "|\u0001";
    private static final String WRITE = "|\u0002";
    private static final String DATA = "|\u0003";
    private static final String ACK = "|\u0004";
    private static final String ERROR = "|\u0005";
    private static final String OACK = "|\u0006";

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"name", "host", "port", "export.target"})
    void names() throws Exception {
        FileServer server = site.tftp("host = 127.0.0.1, 127.0.0.2");
        assertThat(server.name()).isEqualTo("filed");
        assertThat(server.addresses())
                .extracting(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
                .containsExactlyInAnyOrder("127.0.0.1:" + site.port(), "127.0.0.2:" + site.port());
        reads("f", "hello");
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"write", "versions", "maxUploadBytes"})
    void writing() throws Exception {
        site.tftp();
        reads("f", "hello");
        asks(WRITE + "new|octet|", ERROR);
        site.tftp("write = create");
        asks(WRITE + "new|octet|", ACK);
        site.tftp("write = versioned", "versions = 1", "maxUploadBytes = 10");
        asks(WRITE + "f|octet|tsize|11|", ERROR + "|\u0003");
        asks(WRITE + "f|octet|tsize|10|", OACK);
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"allow", "deny", "reflectorPorts", "maxErrorsPerSecond"})
    void whoIsServed() throws Exception {
        site.tftp("allow = 10.0.0.0/8, 127.0.0.2", "deny = 127.0.0.3");
        await().untilAsserted(
                        () -> assertThat(ask("127.0.0.2", READ + "f|octet|")).startsWith(DATA));
        assertThat(ask("127.0.0.1", READ + "f|octet|")).isEmpty();
        site.tftp("maxErrorsPerSecond = 0");
        reads("f", "hello");
        assertThat(site.ask(READ + "missing|octet|")).isEmpty();
        site.tftp("deny = 127.0.0.3");
        asks(READ + "missing|octet|", ERROR);
        assertThat(ask("127.0.0.3", READ + "f|octet|")).isEmpty();
    }

    private String ask(String from, String packet) throws Exception {
        return site.ask(InetAddress.getByName(from), 0, packet);
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"singlePort", "transferPorts"})
    void ports() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        site.tftp("transferPorts = " + port);
        answersFrom(port);
        site.tftp("singlePort = true");
        answersFrom(site.port());
    }

    private void answersFrom(int port) {
        await().untilAsserted(() -> {
            try (TftpPeer peer = TftpPeer.read(site.port(), "f")) {
                assertThat(peer.next()).isEqualTo("hello");
                assertThat(peer.answeringPort()).isEqualTo(port);
                peer.acknowledge();
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"remapFile", "prefixes", "folders", "letters", "backslashes"})
    void namesOfFiles() throws Exception {
        site.file("by-ip/127.0.0.1/mine", "mine");
        site.file("images/a", "image");
        site.file("x,y/z", "comma");
        Path rules = Files.writeString(scratch.resolve("rules"), "r ^old new\n");
        site.file("new", "renamed");
        site.tftp("folders = /by-ip/$(ip), /", "remapFile = " + rules, "letters = lower", "backslashes = false");
        reads("mine", "mine");
        assertThat(site.read("OLD")).startsWith("error 1");
        assertThat(site.read("old")).isEqualTo("renamed");
        assertThat(site.read("IMAGES/A")).isEqualTo("image");
        assertThat(site.read("images\\a")).startsWith("error");
        site.tftp("prefixes = /img/ -> /images/, /closed/ -> refuse, /c/ -> /x\\\\,y/");
        reads("img/a", "image");
        assertThat(site.read("closed/a")).startsWith("error 2");
        assertThat(site.read("c/z")).isEqualTo("comma");
        assertThat(site.read("images\\a")).isEqualTo("image");
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"maxBlockSize", "maxWindowSize", "refuseOptions"})
    void options() throws Exception {
        site.tftp("maxBlockSize = 1000", "maxWindowSize = 4");
        asks(READ + "f|octet|blksize|1428|windowsize|16|", OACK + "blksize|1000|windowsize|4|");
        site.tftp("refuseOptions = blksize, tsize");
        asks(READ + "f|octet|blksize|1000|tsize|0|windowsize|2|", OACK + "windowsize|2|");
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"rollover", "retransmitMillis", "silenceSeconds"})
    void blocks() throws Exception {
        Files.write(site.folder().resolve("long"), new byte[65_537 * 8]);
        site.tftp("rollover = 1", "retransmitMillis = 200", "silenceSeconds = 1");
        reads("f", "hello");
        try (TftpPeer peer = TftpPeer.read(site.port(), "long|octet|blksize|8|windowsize|64|")) {
            assertThat(peer.blocks(8, 64)).containsSubsequence(65_534, 65_535, 1, 2);
        }
        FileServer server = site.tftp("retransmitMillis = 200", "silenceSeconds = 1");
        try (TftpPeer peer = TftpPeer.read(site.port(), "f")) {
            assertThat(peer.next()).isEqualTo(peer.next()); // sent again
            await().until(() -> server.sessions().isEmpty());
        }
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"maxTransfers", "maxTransfersPerAddress"})
    void howMany() throws Exception {
        site.file("blocks", "x".repeat(1300));
        for (String key : new String[] {"maxTransfers", "maxTransfersPerAddress"}) {
            FileServer server = site.tftp(key + " = 1");
            await(key).untilAsserted(() -> {
                await().until(() -> server.sessions().isEmpty());
                try (TftpPeer first = TftpPeer.read(site.port(), "blocks")) {
                    first.next();
                    first.acknowledge(); // one that has not been heard since its request gives way
                    first.next();
                    assertThat(site.ask(READ + "f|octet|")).isEmpty();
                    first.acknowledge();
                    assertThat(first.answer()).endsWith("x".repeat(1300 - 1024)); // the second may come again before
                }
            });
        }
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.TFTP,
            value = {"drainSeconds", "lingerSeconds"})
    void howItStops() throws Exception {
        site.tftp("drainSeconds = 0", "lingerSeconds = 0");
        reads("f", "hello");
        Bundle module = framework.bundle("tftp");
        try (TftpPeer peer = TftpPeer.read(site.port(), "f")) {
            peer.next();
            module.stop(); // waits for no ACK
            try (DatagramSocket freed = new DatagramSocket(site.port(), InetAddress.getLoopbackAddress())) {
                assertThat(freed.isBound()).isTrue();
            }
        }
        module.start();
        reads("f", "hello");
    }

    private void reads(String name, String content) {
        await().untilAsserted(() -> assertThat(site.read(name)).isEqualTo(content));
    }

    private void asks(String packet, String answer) {
        await().untilAsserted(() -> assertThat(site.ask(packet)).startsWith(answer));
    }
}
