// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** Uploads to a server without MLST: few questions for each, and not one about the whole folder. */
class KnownLinksTest {
    private static final String TEMPORARY = "(/\\.fairlead-[0-9a-f-]+\\.part)";

    private static void stored(Conversation peer, String name) throws IOException {
        try (Socket data = FtpScript.extendedPassive(peer)) {
            Matcher store = peer.match("STOR " + name);
            peer.send("150 give\r\n");
            assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("new");
            peer.send("226 taken\r\n");
            if (store.groupCount() > 0) {
                peer.expectLine("RNFR " + store.group(1)).send("350 and?\r\n");
                peer.match("RNTO /.");
                peer.send("250 ok\r\n");
            }
        }
    }

    private static void exists(Conversation peer, String name) throws IOException {
        peer.expectLine("SIZE " + name).send("213 3\r\n");
    }

    @Test
    void aFolderIsListedOnceForAllItsFiles() throws Exception {
        try (FtpConnector connector = new FtpConnector();
                ScriptedPeer server = ScriptedPeer.server(peer -> {
                    FtpScript.login(peer, "EPSV", "SIZE", "MDTM");
                    exists(peer, "/a");
                    FtpScript.renamable(peer, "/a");
                    peer.expectLine("STAT /a").send("213-Status\r\n-rw-r----- 1 u g 3 Feb 03 2001 /a\r\n213 End\r\n");
                    stored(peer, TEMPORARY);
                    exists(peer, "/b");
                    peer.expectLine("STAT /b")
                            .send("213-Status\r\nlrwxrwxrwx 1 u g 1 Feb 03 2001 b -> a\r\n213 End\r\n");
                    stored(peer, "/b");
                    exists(peer, "/c");
                    peer.expectLine("CWD /").send("250 in\r\n");
                    try (Socket data = FtpScript.extendedPassive(peer)) {
                        peer.expectLine("LIST -a").send("150 here\r\n");
                        FtpScript.sendAndEnd(
                                data, "-rw-r--r-- 1 u g 3 Feb 03 2001 c\r\nlrwxrwxrwx 1 u g 1 Feb 03 2001 d -> a\r\n");
                        peer.send("226 done\r\n");
                    }
                    stored(peer, TEMPORARY);
                    exists(peer, "/d");
                    stored(peer, "/d");
                    peer.expectLine("SIZE /e").send("550 no\r\n");
                    stored(peer, "/e");
                })) {
            Volume volume = connector
                    .connect(URI.create("ftp://127.0.0.1:" + server.port() + "/"), OurServer.ME)
                    .mount(Identity.ANONYMOUS);
            for (String name : new String[] {"/a", "/b", "/c", "/d", "/e"}) {
                Contents.write(volume, name, "new");
            }
            server.await();
        }
    }
}
