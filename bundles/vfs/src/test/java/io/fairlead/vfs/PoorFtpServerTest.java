// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Commons VFS asks of an FTP server that grants little, and what is spared it. */
class PoorFtpServerTest {
    private final StandardFileSystemManager manager = new StandardFileSystemManager();

    @BeforeEach
    void start() throws FileSystemException {
        manager.init();
        Fairlead.install(manager);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private FileObject file(ScriptedPeer server, String path) throws FileSystemException {
        return manager.resolveFile("ftp://me:secret@127.0.0.1:" + server.port() + path);
    }

    private static Conversation login(Conversation peer) throws IOException {
        peer.send("220 ready\r\n").expectLine("USER me").send("331 password\r\n");
        peer.expectLine("PASS secret").send("230 in\r\n").expectLine("FEAT");
        peer.send("211-x\r\n MLST type*;size*;\r\n211 y\r\n")
                .expectLine("TYPE I")
                .send("200 ok\r\n");
        return peer.expectLine("PWD").send("257 \"/\"\r\n");
    }

    private static Socket data(Conversation peer) throws IOException {
        try (ServerSocket listener = ScriptedPeer.listen()) {
            peer.expectLine("EPSV").send("229 go (|||" + listener.getLocalPort() + "|)\r\n");
            return listener.accept();
        }
    }

    @Test
    void logsInWithAWrongPasswordOnce() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> peer.send("220 ready\r\n")
                        .expectLine("USER me")
                        .send("331 password\r\n")
                        .expectLine("PASS secret")
                        .send("530 no\r\n")
                        .expectEnd(),
                peer -> {
                    throw new AssertionError("logged in again");
                })) {
            FileObject file = file(server, "/a");
            assertThat(file.getFileSystem().hasCapability(Capability.LIST_CHILDREN))
                    .isTrue(); // nobody knows
            assertThatThrownBy(file::exists).rootCause().hasMessageContaining("530 no");
            assertThatThrownBy(file::getChildren).rootCause().hasMessageContaining("530 no");
        }
    }

    /** A folder for uploads only: whatever is asked is denied, but for STOR. Gives what was stored, and by what name. */
    private static String box(Conversation peer) throws IOException {
        login(peer);
        Socket data = null;
        while (true) {
            String line = peer.readLine();
            if (line.equals("EPSV")) {
                try (ServerSocket listener = ScriptedPeer.listen()) {
                    peer.send("229 go (|||" + listener.getLocalPort() + "|)\r\n");
                    data = listener.accept();
                }
            } else if (line.startsWith("STOR ")) {
                peer.send("150 give\r\n");
                String content = new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                data.close();
                peer.send("226 taken\r\n");
                return line + ": " + content;
            } else {
                peer.send("550 Permission denied\r\n");
            }
        }
    }

    @Test
    void writesWhereNothingMayBeLookedAt() throws Exception {
        AtomicReference<String> stored = new AtomicReference<>();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> stored.set(box(peer)))) {
            try (OutputStream out = file(server, "/box/a").getContent().getOutputStream()) {
                out.write("new".getBytes(StandardCharsets.UTF_8));
            }
            server.await();
            assertThat(stored).hasValue("STOR /box/a: new");
        }
    }

    @Test
    void readsFromTheMiddleWithoutTheBeginning() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            String facts = "250-x\r\n type=file;size=7; /a\r\n250 y\r\n";
            login(peer).expectLine("MLST /a").send(facts).expectLine("MLST /a").send(facts);
            try (Socket data = data(peer)) {
                peer.expectLine("REST 3")
                        .send("350 go on\r\n")
                        .expectLine("RETR /a")
                        .send("150 here\r\n");
                data.getOutputStream().write("tent".getBytes(StandardCharsets.UTF_8));
            }
            peer.send("226 done\r\n");
        })) {
            FileObject file = file(server, "/a");
            assertThat(file.getContent().getSize()).isEqualTo(7);
            try (RandomAccessContent content = file.getContent().getRandomAccessContent(RandomAccessMode.READ)) {
                content.seek(3);
                assertThat(content.getInputStream().readAllBytes()).asString().isEqualTo("tent");
            }
            server.await();
        }
    }

    @Test
    void dropsWhatIsBeingWritten() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> {
                    login(peer).expectLine("MLST /").send("250-x\r\n type=dir; /\r\n250 y\r\n");
                    peer.expectLine("MLST /a").send("550 no such file\r\n");
                    try (Socket data = data(peer)) {
                        peer.expectLine("STOR /a").send("150 give\r\n").expectLine("ABOR");
                        peer.send("426 cut\r\n").expectEnd();
                    }
                },
                peer -> {
                    peer.send("220 x\r\n").expectLine("USER me").send("331 x\r\n");
                    peer.expectLine("PASS secret").send("230 x\r\n");
                    peer.expectLine("TYPE I")
                            .send("200 ok\r\n")
                            .expectLine("DELE /a")
                            .send("250 gone\r\n");
                })) {
            FileObject file = file(server, "/a");
            OutputStream out = file.getContent().getOutputStream();
            out.write(new byte[10]);
            assertThat(Fairlead.abandon(file)).isTrue();
            out.close();
            server.await();
        }
    }
}
