// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that lack what most have, or do it in their own way. */
class PoorServerTest {
    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private Volume mount(ScriptedPeer server, ConnectOptions options) throws StorageException {
        return connector
                .connect(URI.create("ftp://127.0.0.1:" + server.port() + "/"), options)
                .mount(Identity.ANONYMOUS);
    }

    private Volume mount(ScriptedPeer server) throws StorageException {
        return mount(server, OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofSeconds(10)));
    }

    /** Lets the client in where nothing but RFC 959 is known. */
    private static Conversation loginWithoutFeatures(Conversation peer, String pwd) throws IOException {
        peer.send("220 ready\r\n").expectLine("USER me").send("331 password\r\n");
        peer.expectLine("PASS secret").send("230 in\r\n").expectLine("FEAT").send("500 what?\r\n");
        return peer.expectLine("TYPE I").send("200 ok\r\n").expectLine("PWD").send("257 " + pwd + "\r\n");
    }

    private static void send(Conversation peer, String request, String content) throws IOException {
        try (Socket data = FtpScript.extendedPassive(peer)) {
            peer.expectLine(request).send("150 here\r\n");
            FtpScript.sendAndEnd(data, content);
        }
        peer.send("226 done\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/home/u                          | /home/u/f",
                "/home/u is the current directory | /home/u/f",
                "/home/my files is current        | /home/my files/f",
                "\"/home/u                        | /home/u/f",
                "\"/home/u\" is it                | /home/u/f",
                "what do you want                 | /f"
            })
    void findsTheLoginDirectoryHoweverItIsQuoted(String pwd, String file) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            loginWithoutFeatures(peer, pwd.strip());
            send(peer, "RETR " + file.strip(), "content");
        })) {
            assertThat(Contents.text(mount(server), "/f")).isEqualTo("content");
            server.await();
        }
    }

    @Test
    void asksTheListingWhereThereIsNoMlstSizeAndMdtm() throws Exception {
        String lines = "-rw-r--r-- 1 a b 7 Feb 03 2001 f\r\ndrwxr-xr-x 2 a b 4096 Feb 03 2001 d\r\n";
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            loginWithoutFeatures(peer, "\"/\"");
            peer.expectLine("SIZE /f").send("502 never heard of it\r\n");
            peer.expectLine("CWD /f").send("550 not a directory\r\n");
            peer.expectLine("CWD /").send("250 in\r\n");
            send(peer, "LIST -a", lines);
            peer.expectLine("CWD /none").send("550 nothing there\r\n"); // SIZE is not tried again
            peer.expectLine("CWD /").send("250 in\r\n");
            send(peer, "LIST -a", lines);
            peer.expectLine("CWD /d").send("250 in\r\n");
        })) {
            Volume volume = mount(server);
            Attributes file = volume.attributes(VPath.of("/f"));
            assertThat(file.size()).isEqualTo(7);
            assertThat(file.modified()).hasToString("2001-02-03T00:00:00Z");
            assertThatThrownBy(() -> volume.attributes(VPath.of("/none")))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
            assertThat(volume.attributes(VPath.of("/d")).isDirectory()).isTrue();
            server.await();
        }
    }

    @Test
    void takesTheTimeFromTheListingWhereOnlyMdtmIsMissing() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            loginWithoutFeatures(peer, "\"/\"");
            peer.expectLine("SIZE /f").send("213 7\r\n").expectLine("MDTM /f").send("500 no\r\n");
            peer.expectLine("CWD /").send("250 in\r\n");
            send(peer, "LIST -a", "-rw-r--r-- 1 a b 7 Feb 03 2001 f\r\n");
        })) {
            assertThat(mount(server).attributes(VPath.of("/f")).modified()).hasToString("2001-02-03T00:00:00Z");
            server.await();
        }
    }

    @Test
    void goesOnWithPasvWhereThePortOfEpsvIsDead() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            int dead;
            try (ServerSocket closed = ScriptedPeer.listen()) {
                dead = closed.getLocalPort();
            }
            peer.expectLine("EPSV").send("229 go (|||" + dead + "|)\r\n");
            for (String name : new String[] {"/a", "/b"}) {
                try (ServerSocket listener = ScriptedPeer.listen()) {
                    int port = listener.getLocalPort();
                    peer.expectLine("PASV"); // at once the second time
                    peer.send("227 (127,0,0,1," + (port >> 8) + "," + (port & 255) + ")\r\n");
                    try (Socket data = listener.accept()) {
                        peer.expectLine("RETR " + name).send("150 here\r\n");
                        FtpScript.sendAndEnd(data, "content");
                    }
                    peer.send("226 done\r\n");
                }
            }
        })) {
            Volume volume = mount(server);
            assertThat(Contents.text(volume, "/a")).isEqualTo("content");
            assertThat(Contents.text(volume, "/b")).isEqualTo("content");
            server.await();
        }
    }

    @Test
    void saysThatNobodyGreets() throws Exception {
        ConnectOptions impatient = OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofMillis(300));
        try (ScriptedPeer server = ScriptedPeer.server(Conversation::stall)) {
            assertThatThrownBy(() -> mount(server, impatient))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                    .hasMessageContaining("no greeting")
                    .hasMessageContaining("ftp.tls=implicit");
        }
    }

    @Test
    void saysThatNoTlsIsSpoken() throws Exception {
        ConnectOptions implicit = OurServer.ME.with(FtpOptions.TLS, "implicit");
        try (ScriptedPeer server =
                ScriptedPeer.server(peer -> peer.send("220 hello\r\n").readToEnd())) {
            URI uri = URI.create("ftps://127.0.0.1:" + server.port() + "/");
            assertThatThrownBy(() -> connector.connect(uri, implicit).mount(Identity.ANONYMOUS))
                    .hasMessageContaining("does not speak TLS here");
        }
    }

    @Test
    void takesAFileThatHasShrunkForNoWholeOne() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send("250-x\r\n type=file;size=10; /a\r\n250 y\r\n");
            send(peer, "RETR /a", "12345");
            peer.expectLine("MLST /a").send("250-x\r\n type=file;size=5; /a\r\n250 y\r\n");
        })) {
            Volume volume = mount(server);
            assertThat(volume.attributes(VPath.of("/a")).size()).isEqualTo(10);
            assertThatThrownBy(() -> Contents.read(volume, "/a"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                    .hasMessageContaining("shrunk to 5 bytes");
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MLST /a", "MLSD /"})
    void comparesWhatCameWithWhatTheServerToldBefore(String asked) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            if (asked.startsWith("MLST")) {
                peer.expectLine(asked).send("250-x\r\n type=file;size=10; /a\r\n250 y\r\n");
            } else {
                send(peer, asked, "type=file;size=10; a\r\n");
            }
            send(peer, "RETR /a", "12345");
            peer.expectLine("MLST /a").send("250-x\r\n type=file;size=10; /a\r\n250 y\r\n");
        })) {
            Volume volume = mount(server);
            if (asked.startsWith("MLST")) {
                volume.attributes(VPath.of("/a"));
            } else {
                assertThat(Contents.names(volume, "/")).containsExactly("a");
            }
            assertThatThrownBy(() -> Contents.read(volume, "/a")).hasMessageContaining("5 of 10 bytes");
            server.await();
        }
    }
}
