// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client makes of a server's links. */
class FtpLinksTest {
    private final FtpConnector connector = new FtpConnector();
    private OurServer server;
    private Volume behind;
    private Volume volume;

    @BeforeEach
    void start() throws Exception {
        server = OurServer.start();
        behind = server.storage.mount(Identity.of("fixture"));
        Contents.makeDirectory(behind, "/d");
        Contents.write(behind, "/d/precious", "hello");
        Contents.makeDirectory(behind, "/l");
        link("/l/file", "../d/precious");
        link("/l/folder", "/d");
        link("/l/up", "..");
        link("/l/dangling", "nothing");
        link("/l/blank", "b c");
        volume = connector.connect(server.uri("ftp"), OurServer.ME).mount(Identity.ANONYMOUS);
    }

    @AfterEach
    void stop() throws Exception {
        volume.close();
        behind.close();
        connector.close();
        server.close();
    }

    private void link(String link, String target) throws StorageException {
        behind.extension(Symlinks.class).orElseThrow().create(VPath.of(link), target);
    }

    @Test
    void listsLinksAsSuch() throws Exception {
        Map<String, Attributes> entries =
                Contents.entries(volume, "/l").stream().collect(Collectors.toMap(Entry::name, Entry::attributes));
        assertThat(entries).hasSize(5).allSatisfy((name, attributes) -> assertThat(attributes.kind())
                .isEqualTo(Kind.LINK));
        assertThat(entries.get("file").target()).contains("../d/precious");
        assertThat(entries.get("folder").target()).contains("/d");
        assertThat(entries.get("blank").target()).isEmpty();
        for (String name : entries.keySet()) {
            assertThat(volume.attributes(VPath.of("/l/" + name), Links.ITSELF).isLink())
                    .isTrue();
        }
    }

    @Test
    void followsWhereItIsAskedTo() throws Exception {
        assertThat(Contents.attributes(volume, "/l/file").kind()).isEqualTo(Kind.FILE);
        assertThat(Contents.attributes(volume, "/l/file").size()).isEqualTo(5);
        assertThat(Contents.attributes(volume, "/l/folder").kind()).isEqualTo(Kind.DIRECTORY);
        assertThat(Contents.text(volume, "/l/file")).isEqualTo("hello");
        assertThat(Contents.names(volume, "/l/folder")).containsExactly("precious");
        refused(Reason.NOT_FOUND, () -> Contents.attributes(volume, "/l/dangling"));
        Contents.write(volume, "/l/file", "again");
        assertThat(Contents.text(behind, "/d/precious")).isEqualTo("again");
        assertThat(behind.attributes(VPath.of("/l/file"), Links.ITSELF).isLink())
                .isTrue();
    }

    @Test
    void deletesAndRenamesLinksThemselves() throws Exception {
        for (String name : new String[] {"file", "folder", "up", "dangling", "blank"}) {
            refused(Reason.NOT_DIRECTORY, () -> volume.open(VPath.of("/l/" + name), Open.delete(Open.Kind.DIRECTORY)));
            Contents.rename(volume, "/l/" + name, "/l/moved", false);
            try (Node node = volume.open(VPath.of("/l/moved"), Open.delete(Open.Kind.FILE))) {
                assertThat(node.attributes().isLink()).isTrue();
                node.delete();
            }
        }
        assertThat(Contents.names(behind, "/l")).isEmpty();
        assertThat(Contents.text(behind, "/d/precious")).isEqualTo("hello");
    }

    /** Its SIZE and CWD show what a link leads to; LIST alone shows the link. */
    @Test
    void findsALinkBehindAnOldServersDirectory() throws Exception {
        try (ScriptedPeer old = ScriptedPeer.server(peer -> {
            FtpScript.login(peer, "MDTM", "SIZE").expectLine("SIZE /l/up").send("550 not a file\r\n");
            peer.expectLine("CWD /l/up").send("250 in\r\n");
            peer.expectLine("RMD /l/up").send("550 Not a directory\r\n");
            peer.expectLine("CWD /l").send("250 in\r\n");
            list(peer, "LIST -a", "lrwxrwxrwx 1 a b 2 Feb 03 2001 up -> ..\r\n");
            peer.expectLine("DELE /l/up").send("250 gone\r\n");
        })) {
            Contents.delete(connect(old), "/l/up");
            old.await();
        }
    }

    @Test
    void findsALinkBehindAFollowingMlst() throws Exception {
        try (ScriptedPeer following = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /l/up").send("250-x\r\n type=dir; /l/up\r\n250 end\r\n");
            list(peer, "MLSD /l", "type=OS.unix=symlink; up\r\n");
            peer.expectLine("DELE /l/up").send("250 gone\r\n");
            peer.expectLine("MLST /l/gone").send("550 nothing\r\n");
            peer.expectLine("MLST /l").send("250-x\r\n type=dir; /l\r\n250 end\r\n");
            list(peer, "MLSD /l", "type=OS.unix=slink:nothing; gone\r\n");
        })) {
            Volume there = connect(following);
            try (Node node = there.open(VPath.of("/l/up"), Open.delete(Open.Kind.FILE))) {
                node.delete();
            }
            assertThat(there.attributes(VPath.of("/l/gone"), Links.ITSELF).target())
                    .contains("nothing");
            following.await();
        }
    }

    private static void list(Conversation peer, String command, String lines) throws IOException {
        Socket data = FtpScript.extendedPassive(peer);
        peer.expectLine(command).send("150 here\r\n");
        FtpScript.sendAndEnd(data, lines);
        peer.send("226 done\r\n");
    }

    private Volume connect(ScriptedPeer peer) throws StorageException {
        return connector
                .connect(URI.create("ftp://127.0.0.1:" + peer.port() + "/"), OurServer.ME)
                .mount(Identity.ANONYMOUS);
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static void refused(Reason reason, Call call) {
        StorageException thrown = catchThrowableOfType(StorageException.class, call::run);
        assertThat(thrown).isNotNull();
        assertThat(thrown.reason()).as(thrown.getMessage()).isEqualTo(reason);
    }
}
