// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upload that breaks off takes nothing away, on any server that can rename; and none needs more than STOR. */
class UploadPlanTest {
    private static final String FILE = "250-x\r\n type=file;size=3;UNIX.mode=0640; /a\r\n250 y\r\n";
    private static final String TEMPORARY = "(/\\.fairlead-[0-9a-f-]+\\.part)";

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

    private static String store(Conversation peer, String name) throws IOException {
        try (Socket data = FtpScript.extendedPassive(peer)) {
            Matcher store = peer.match("STOR " + name);
            peer.send("150 give\r\n");
            assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("new");
            peer.send("226 taken\r\n");
            return store.groupCount() > 0 ? store.group(1) : "";
        }
    }

    @Test
    void replacesByARenameAndKeepsTheMode() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send(FILE);
            FtpScript.renamable(peer, "/a").expectLine("STAT /a");
            peer.send("213-Status\r\n-rw-r----- 1 u g 3 Feb 03 2001 /a\r\n213 End\r\n");
            String first = store(peer, TEMPORARY);
            peer.expectLine("SITE CHMOD 640 " + first).send("200 ok\r\n");
            peer.expectLine("RNFR " + first)
                    .send("350 and?\r\n")
                    .expectLine("RNTO /a")
                    .send("250 ok\r\n");
            peer.expectLine("MLST /a").send(FILE).expectLine("STAT /a").send("502 no\r\n"); // RNFR is known to work
            String second = store(peer, TEMPORARY);
            assertThat(second).isNotEqualTo(first);
            peer.expectLine("SITE CHMOD 640 " + second).send("500 what\r\n");
            peer.expectLine("RNFR " + second)
                    .send("350 and?\r\n")
                    .expectLine("RNTO /a")
                    .send("250 ok\r\n");
        })) {
            Volume volume = mount(server, OurServer.ME);
            Contents.write(volume, "/a", "new");
            Contents.write(volume, "/a", "new");
            server.await();
        }
    }

    @Test
    void leavesTheOldFileWhereAnUploadBreaksOff() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> {
                    FtpScript.login(peer).expectLine("MLST /a").send(FILE);
                    FtpScript.renamable(peer, "/a").expectLine("STAT /a").send("502 no\r\n");
                    Socket data = FtpScript.extendedPassive(peer);
                    String temporary = peer.match("STOR " + TEMPORARY).group(1);
                    peer.send("150 give\r\n").expectLine("ABOR");
                    data.close();
                    peer.send("426 cut\r\n").expectEnd();
                    assertThat(temporary).isNotEmpty();
                },
                peer -> {
                    peer.send("220 x\r\n")
                            .expectLine("USER me")
                            .send("331 x\r\n")
                            .expectLine("PASS secret")
                            .send("230 x\r\n");
                    peer.expectLine("TYPE I").send("200 ok\r\n");
                    peer.expectLine("DELE " + TEMPORARY).send("250 gone\r\n");
                })) {
            Volume volume = mount(server, OurServer.ME);
            try (Node node = volume.open(VPath.of("/a"), Open.replace())) {
                node.write(ByteBuffer.wrap(new byte[1]), 0);
                node.abort();
            }
            server.await();
        }
    }

    @Test
    void storesThroughALinkAndNotInItsPlace() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send(FILE);
            FtpScript.renamable(peer, "/a").expectLine("STAT /a");
            peer.send("213-Status\r\n lrwxrwxrwx 1 u g 3 Feb 03 2001 /a -> b\r\n213 End\r\n");
            store(peer, "/a");
        })) {
            Contents.write(mount(server, OurServer.ME), "/a", "new");
            server.await();
        }
    }

    @Test
    void storesWhereNothingIsToBeSeen() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /box/a").send("550 Permission denied\r\n");
            store(peer, "/box/a");
        })) {
            Contents.write(mount(server, OurServer.ME), "/box/a", "new");
            server.await();
        }
    }

    @Test
    void storesStraightWhereNoNameCanBeMadeOrRenamed() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send(FILE);
            FtpScript.renamable(peer, "/a").expectLine("STAT /a").send("502 no\r\n");
            FtpScript.extendedPassive(peer).close();
            peer.expectLine("STOR " + TEMPORARY).send("553 permission denied\r\n");
            store(peer, "/a");
            peer.expectLine("MLST /b").send(FILE).expectLine("STAT /b").send("502 no\r\n");
            FtpScript.extendedPassive(peer).close();
            peer.expectLine("STOR " + TEMPORARY).send("553 permission denied\r\n");
            store(peer, "/b");
        })) {
            Volume volume = mount(server, OurServer.ME);
            Contents.write(volume, "/a", "new");
            Contents.write(volume, "/b", "new");
            server.await();
        }
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer)
                    .expectLine("MLST /a")
                    .send(FILE)
                    .expectLine("RNFR /a")
                    .send("502 no\r\n");
            store(peer, "/a");
            peer.expectLine("MLST /b").send(FILE);
            store(peer, "/b");
        })) {
            Volume volume = mount(server, OurServer.ME);
            Contents.write(volume, "/a", "new");
            Contents.write(volume, "/b", "new");
            server.await();
        }
    }

    @Test
    void keepsTheNewContentWhereTheOldIsGone() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /a").send(FILE);
            FtpScript.renamable(peer, "/a").expectLine("STAT /a").send("502 no\r\n");
            String temporary = store(peer, TEMPORARY);
            peer.expectLine("SITE .*").send("502 no\r\n").expectLine("RNFR .*").send("350 and?\r\n");
            peer.expectLine("RNTO /a")
                    .send("550 a file is there\r\n")
                    .expectLine("MLST /a")
                    .send(FILE);
            peer.expectLine("DELE /a").send("250 gone\r\n");
            peer.expectLine("RNFR " + temporary)
                    .send("350 and?\r\n")
                    .expectLine("RNTO /a")
                    .send("550 no\r\n");
        })) {
            Volume volume = mount(server, OurServer.ME);
            assertThatThrownBy(() -> Contents.write(volume, "/a", "new"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                    .hasMessageContaining(".fairlead-");
            server.await();
        }
    }

    @Test
    void asksNothingWhereNothingIsWanted() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            store(peer, "/a");
        })) {
            Contents.write(mount(server, OurServer.ME.with(FtpOptions.UPLOAD, "direct")), "/a", "new");
            server.await();
        }
    }
}
