// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that lie, break off, or want to know what we do when nobody else would do so. */
class HostileServerTest {
    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private Volume mount(ScriptedPeer server) throws StorageException {
        return mount(server, OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofSeconds(5)));
    }

    private Volume mount(ScriptedPeer server, ConnectOptions options) throws StorageException {
        return connector
                .connect(URI.create("ftp://127.0.0.1:" + server.port() + "/"), options)
                .mount(Identity.ANONYMOUS);
    }

    private static StorageException refused(ThrowingCallable call, Reason reason) {
        StorageException[] thrown = new StorageException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> thrown[0] = e);
        assertThat(thrown[0].reason()).as(thrown[0].getMessage()).isEqualTo(reason);
        return thrown[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\r\nMKD injected", "/a\nb", "/a\rb", "/\u0001", "/a\u007fb", "/a\tb", "/\u0085"})
    void sendsNoControlCharacterOfAPath(String path) throws Exception {
        try (OurServer server = OurServer.start();
                ControlTap tap = new ControlTap(server.port())) {
            Volume volume = connector.connect(tap.uri(), OurServer.ME).mount(Identity.ANONYMOUS);
            tap.takeVerbs();
            VPath hostile = VPath.of(path);
            refused(() -> volume.attributes(hostile), Reason.NAME_INVALID);
            refused(() -> volume.open(hostile, Open.read()), Reason.NAME_INVALID);
            refused(() -> volume.open(hostile, Open.list()), Reason.NAME_INVALID);
            refused(() -> volume.open(hostile, Open.replace()), Reason.NAME_INVALID);
            refused(() -> volume.open(hostile, Open.createDirectory()), Reason.NAME_INVALID);
            Contents.write(volume, "/plain", "x");
            refused(() -> Contents.rename(volume, "/plain", path, true), Reason.NAME_INVALID);
            assertThat(Contents.names(volume, "/")).containsExactly("plain");
            assertThat(tap.takeVerbs()).doesNotContain("MKD", "b");
        }
    }

    @Test
    void connectsWithNoControlCharacterInUserOrPassword() {
        URI uri = URI.create("ftp://127.0.0.1:1/");
        ConnectOptions user = ConnectOptions.NONE.with(ConnectOptions.USER, "me\r\nDELE x");
        refused(() -> connector.connect(uri, user), Reason.NAME_INVALID);
        ConnectOptions password = OurServer.ME.with(ConnectOptions.PASSWORD, "sesame\nDELE x");
        assertThat(refused(() -> connector.connect(uri, password), Reason.NAME_INVALID))
                .hasMessageNotContaining("sesame");
        refused(() -> connector.connect(URI.create("ftp://u%0d%0aX:p@h/"), ConnectOptions.NONE), Reason.NAME_INVALID);
        refused(() -> connector.connect(URI.create("ftp://h/a%0d%0aX"), ConnectOptions.NONE), Reason.NAME_INVALID);
    }

    @Test
    void ignoresTheAddressOfPasv() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("EPSV").send("502 never heard of it\r\n");
            try (ServerSocket listener = ScriptedPeer.listen()) {
                int port = listener.getLocalPort();
                peer.expectLine("PASV");
                peer.send("227 (10,0,0,5," + (port >> 8) + "," + (port & 255) + ")\r\n");
                try (Socket data = listener.accept()) {
                    peer.expectLine("RETR /a").send("150 here\r\n");
                    FtpScript.sendAndEnd(data, "content");
                    peer.send("226 done\r\n");
                }
                peer.expectLine("PASV"); // EPSV is not tried again
                peer.send("227 (127,0,0,1,0,22)\r\n");
            }
        })) {
            Volume volume = mount(server);
            assertThat(Contents.text(volume, "/a")).isEqualTo("content");
            assertThat(refused(() -> volume.open(VPath.of("/a"), Open.read()), Reason.IO))
                    .hasMessageContaining("port 22");
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "229 no port",
                "229 (|||99999|)",
                "229 (|||-1|)",
                "229 (|||0|)",
                "229 ()",
                "229 (|||22|)",
                "229 (|2|evil.example|80|)",
                "200 what",
                "229"
            })
    void takesNoNonsenseForAPort(String reply) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> FtpScript.login(peer).expectLine("EPSV").send(reply + "\r\n"))) {
            Volume volume = mount(server);
            assertThatThrownBy(() -> volume.open(VPath.of("/a"), Open.read())).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void readsNoEndlessLine() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> flood(peer, "220 " + "x".repeat(65_000)))) {
            refused(() -> mount(server), Reason.UNAVAILABLE);
        }
    }

    @Test
    void readsNoEndlessReply() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> flood(peer, "220-more\r\n".repeat(5_000)))) {
            refused(() -> mount(server), Reason.UNAVAILABLE);
        }
    }

    /** Until the client has had enough. */
    private static void flood(Conversation peer, String text) {
        try {
            for (int i = 0; i < 20_000; i++) {
                peer.send(text);
            }
            throw new AssertionError("the client swallowed it all");
        } catch (IOException e) {
            // as it should be
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request", "", "2200 hello", "22 hello", "abc", "999 hello", "020 hello"})
    void takesNoOtherProtocolForFtp(String greeting) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> peer.send(greeting + "\r\n"))) {
            refused(() -> mount(server), Reason.UNAVAILABLE);
        }
    }

    @Test
    void dropsNamesThatLeadElsewhere() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("MLSD /").send("150 here\r\n");
            FtpScript.sendAndEnd(
                    data,
                    "type=file;size=1; good\r\ntype=file;size=1; ..\r\ntype=file;size=1; .\r\n"
                            + "type=file;size=1; /etc/passwd\r\ntype=file;size=1; a/b\r\ntype=file;size=1; a\u0000b\r\n"
                            + "type=file;size=1; \u001b[2J\r\nnonsense\r\n\r\ntype=cdir; /\r\ntype=pdir; ..\r\n"
                            + "type=file;size=99999999999999999999;modify=20261341000000; big\r\n");
            peer.send("226 done\r\n");
        })) {
            try (Node folder = mount(server).open(VPath.ROOT, Open.list())) {
                assertThat(folder.next(100)).extracting(Entry::name).containsExactly("good", "big");
                assertThat(folder.leftOut())
                        .startsWith("/etc/passwd", "a/b")
                        .last()
                        .isEqualTo("nonsense");
                assertThat(folder.leftOut()).noneMatch(text -> text.contains("\u001b"));
            }
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls: cannot open directory '.': Permission denied\r\n",
                "total 4\r\n?rw-r--r-- 1 a b 5 Feb 03 2001 x\r\n",
                "/bin/ls: not found"
            })
    void doesNotTakeWhatItCantReadForNothing(String list) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer, "MDTM", "SIZE");
            peer.expectLine("CWD /").send("250 in\r\n");
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("LIST -a").send("150 here\r\n");
            FtpScript.sendAndEnd(data, list);
            peer.send("226 done\r\n");
        })) {
            try (Node folder = mount(server).open(VPath.ROOT, Open.list())) {
                assertThat(folder.next(100)).isEmpty();
                assertThat(folder.leftOut()).hasSize(1);
            }
            server.await();
        }
    }

    @Test
    void believesNoTransferThatIsOverBeforeItBegan() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a").send("226 done already\r\n");
        })) {
            Volume volume = mount(server);
            refused(() -> Contents.read(volume, "/a"), Reason.IO);
        }
    }

    @Test
    void throwsWhereADownloadWasCut() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a").send("150 here (10 bytes)\r\n");
            FtpScript.sendAndEnd(data, "12345");
            peer.send("426 disk on fire\r\n");
        })) {
            Volume volume = mount(server);
            assertThat(refused(() -> Contents.read(volume, "/a"), Reason.IO)).hasMessageContaining("disk on fire");
            server.await();
        }
    }

    @Test
    void throwsWhereTheServerSaysAllIsWellButBytesAreMissing() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a").send("150 Opening BINARY mode data connection for a (10 bytes).\r\n");
            FtpScript.sendAndEnd(data, "12345");
            peer.send("226 done\r\n").expectLine("MLST /a");
            peer.send("250-here\r\n type=file;size=10; /a\r\n250 end\r\n");
        })) {
            Volume volume = mount(server);
            assertThat(refused(() -> Contents.read(volume, "/a"), Reason.IO)).hasMessageContaining("5 of 10 bytes");
            server.await();
        }
    }

    @Test
    void takesNoSizeInANameForTheFiles() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a \\(10 bytes\\)").send("150 Sending a (10 bytes)\r\n");
            FtpScript.sendAndEnd(data, "12345");
            peer.send("226 done\r\n").expectLine("MLST .*");
            peer.send("250-here\r\n type=file;size=5; /a (10 bytes)\r\n250 end\r\n");
        })) {
            assertThat(Contents.text(mount(server), "/a (10 bytes)")).isEqualTo("12345");
            server.await();
        }
    }

    @Test
    void throwsWhereTheConnectionEndsInsteadOfTheReply() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a").send("150 here\r\n");
            FtpScript.sendAndEnd(data, "12345");
            peer.send("226 do").close();
        })) {
            Volume volume = mount(server);
            assertThatThrownBy(() -> Contents.read(volume, "/a")).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void closesADownloadEarlyWithoutAnError() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("RETR /a").send("150 here\r\n");
            data.getOutputStream().write(new byte[1000]);
            assertThatThrownBy(() -> {
                        while (true) {
                            data.getOutputStream().write(new byte[100_000]);
                        }
                    })
                    .isInstanceOf(IOException.class);
            peer.send("426 you went away\r\n").expectLine("MLST /").send("250-x\r\n type=dir; /\r\n250 y\r\n");
        })) {
            Volume volume = mount(server);
            try (Node node = volume.open(VPath.of("/a"), Open.read())) {
                node.read(ByteBuffer.allocate(10), 0);
            }
            assertThat(volume.attributes(VPath.ROOT).isDirectory()).isTrue(); // on the same connection
            server.await();
        }
    }

    @Test
    void tellsWhyAnUploadFailed() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send("550 no such file\r\n");
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("STOR /a").send("150 give\r\n");
            data.getInputStream().readNBytes(1000);
            data.close();
            peer.send("552 quota is used up\r\n");
            peer.expectLine("DELE /a").send("550 no such file\r\n");
        })) {
            Volume volume = mount(server);
            refused(() -> Contents.write(volume, "/a", new byte[50_000_000]), Reason.QUOTA);
            server.await();
        }
    }

    @Test
    void givesUpOnSilence() throws Exception {
        ConnectOptions impatient = OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofMillis(300));
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> {
                    FtpScript.login(peer).expectLine("MLST /a");
                    peer.stall();
                },
                peer -> {
                    FtpScript.login(peer);
                    FtpScript.extendedPassive(peer);
                    peer.expectLine("RETR /a").send("150 here\r\n");
                    peer.stall();
                })) {
            Volume volume = mount(server, impatient);
            assertThat(refused(() -> volume.attributes(VPath.of("/a")), Reason.UNAVAILABLE))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
            Volume again = mount(server, impatient);
            assertThat(refused(() -> Contents.read(again, "/a"), Reason.IO)).hasMessageContaining("silence");
        }
    }

    @Test
    void repeatsNothingThatMayHaveBeenDone() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> FtpScript.login(peer).expectLine("MKD /dir").close(), peer -> {
                    throw new AssertionError("connected again");
                })) {
            Volume volume = mount(server);
            refused(() -> Contents.makeDirectory(volume, "/dir"), Reason.UNAVAILABLE);
        }
    }

    @Test
    void repeatsWhatTheServerSaysItDidNotDo() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> FtpScript.login(peer).expectLine("MKD /dir").send("421 going down\r\n"), peer -> {
                    peer.send("220 back\r\n")
                            .expectLine("USER me")
                            .send("331 x\r\n")
                            .expectLine("PASS secret");
                    peer.send("230 in\r\n").expectLine("TYPE I").send("200 ok\r\n");
                    peer.expectLine("MKD /dir").send("257 \"/dir\" made\r\n");
                })) {
            Contents.makeDirectory(mount(server), "/dir");
            server.await();
        }
    }

    @Test
    void readsRepliesOfSeveralLines() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            peer.send("220-Welcome\r\n220 is not the end here? it is\r\n");
            peer.expectLine("USER me").send("331-many\r\n 331 indented\r\n332 other code\r\nplain\r\n331 now\r\n");
            peer.expectLine("PASS secret").send("230\n").expectLine("FEAT").send("500 no\r\n");
            peer.expectLine("TYPE I").sendSlowly("200 ok\r\n").expectLine("PWD").send("550 no\r\n");
        })) {
            mount(server);
            server.await();
        }
    }

    @Test
    void neverShowsThePassword() throws Exception {
        ConnectOptions options = OurServer.ME.with(ConnectOptions.PASSWORD, "sesame");
        try (ScriptedPeer server = ScriptedPeer.server(peer -> peer.send("220 hi\r\n")
                .expectLine("USER me")
                .send("331 x\r\n")
                .expectLine("PASS sesame")
                .send("530 no\r\n"))) {
            StorageException e = refused(() -> mount(server, options), Reason.ACCESS_DENIED);
            assertThat(e).hasMessageContaining("530 no").hasMessageNotContaining("sesame");
            assertThat(FtpTarget.of(URI.create("ftp://me:sesame@h/"), ConnectOptions.NONE))
                    .hasToString("ftp://h:21");
        }
    }

    @Test
    void worksWithServersThatHaveNothingButRfc959() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer, "MDTM", "SIZE");
            peer.expectLine("SIZE /a").send("213 5\r\n").expectLine("MDTM /a").send("213 20010203040506\r\n");
            peer.expectLine("SIZE /dir")
                    .send("550 not a file\r\n")
                    .expectLine("CWD /dir")
                    .send("250 in\r\n");
            peer.expectLine("CWD /").send("250 in\r\n");
            Socket data = FtpScript.extendedPassive(peer);
            peer.expectLine("LIST -a").send("150 here\r\n");
            FtpScript.sendAndEnd(
                    data,
                    "total 8\r\ndrwxr-xr-x 2 a b 4096 Feb 03 2001 .\r\ndrwxr-xr-x 2 a b 4096 Feb 03 2001 ..\r\n"
                            + "-rw-r--r-- 1 a b 5 Feb 03 2001  lead\r\ndrwx------ 9 a b 4096 Feb  3 2001 dir\r\n");
            peer.send("226 done\r\n");
        })) {
            Volume volume = mount(server);
            Attributes a = volume.attributes(VPath.of("/a"));
            assertThat(a.size()).isEqualTo(5);
            assertThat(a.modified()).hasToString("2001-02-03T04:05:06Z");
            assertThat(volume.attributes(VPath.of("/dir")).isDirectory()).isTrue();
            assertThat(Contents.names(volume, "/")).containsExactly(" lead", "dir");
            server.await();
        }
    }
}
