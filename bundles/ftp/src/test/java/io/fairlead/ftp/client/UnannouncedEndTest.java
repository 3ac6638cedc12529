// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers whose data connections end without close_notify, as they would if somebody on the way had cut them. */
class UnannouncedEndTest {
    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private Volume mount(ScriptedPeer server, ConnectOptions options) throws Exception {
        return connector
                .connect(
                        URI.create("ftps://127.0.0.1:" + server.port() + "/"),
                        options.with(ConnectOptions.CERTIFICATE_SHA256, OurServer.certificateSha256()))
                .mount(Identity.ANONYMOUS);
    }

    /** A session under TLS of which each command but those for data gets one reply. */
    private static void serve(Conversation peer, String size, String content) throws IOException {
        SSLContext context = OurServer.certificate().newContext();
        peer.send("220 hi\r\n").expectLine("AUTH TLS").send("234 go\r\n");
        SSLSocket control = secure(context, peer.socket());
        BufferedReader in = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
        ServerSocket listener = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split(" ", 2)[0];
            switch (verb) {
                case "USER" -> say(control, "331 password");
                case "PASS" -> say(control, "230 in");
                case "FEAT" -> say(control, "211-x\r\n MLST type*;size*;\r\n211 y");
                case "PWD" -> say(control, "257 \"/\"");
                case "MLST" ->
                    say(control, size == null ? "550 no" : "250-x\r\n type=file;size=" + size + "; a\r\n250 y");
                case "EPSV" -> {
                    listener = ScriptedPeer.listen();
                    say(control, "229 (|||" + listener.getLocalPort() + "|)");
                }
                case "RETR", "MLSD" -> {
                    try (ServerSocket closing = listener;
                            Socket data = listener.accept()) {
                        say(control, "150 here");
                        secure(context, data).getOutputStream().write(content.getBytes(StandardCharsets.UTF_8));
                    } // only TCP's end
                    say(control, "226 done");
                }
                default -> say(control, "200 ok");
            }
        }
    }

    private static SSLSocket secure(SSLContext context, Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    private static void say(SSLSocket control, String reply) throws IOException {
        control.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void believesAFileThatIsAsLongAsTheServerSays() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> serve(peer, "7", "content"))) {
            assertThat(Contents.text(mount(server, OurServer.ME), "/a")).isEqualTo("content");
        }
    }

    @Test
    void believesNoOther() throws Exception {
        try (ScriptedPeer shorter = ScriptedPeer.server(peer -> serve(peer, "8", "content"));
                ScriptedPeer unknown = ScriptedPeer.server(peer -> serve(peer, null, "content"))) {
            Volume cut = mount(shorter, OurServer.ME);
            assertThatThrownBy(() -> Contents.read(cut, "/a"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("without close_notify, and 8 were announced");
            Volume silent = mount(unknown, OurServer.ME);
            assertThatThrownBy(() -> Contents.read(silent, "/a"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("its size is not known");
        }
    }

    @Test
    void tellsThatAListMayBeCut() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> serve(peer, null, "type=file;size=1; a\r\n"))) {
            try (Node folder = mount(server, OurServer.ME).open(VPath.ROOT, Open.list())) {
                assertThat(folder.next(10)).hasSize(1);
                assertThat(folder.leftOut()).singleElement().asString().contains("close_notify");
            }
        }
    }

    @Test
    void believesAnythingWhereTheUserDoes() throws Exception {
        ConnectOptions trusting = OurServer.ME.with(FtpOptions.CLOSE_NOTIFY, "optional");
        try (ScriptedPeer server = ScriptedPeer.server(
                peer -> serve(peer, null, "type=file;size=1; a\r\n"), peer -> serve(peer, null, "content"))) {
            try (Node folder = mount(server, trusting).open(VPath.ROOT, Open.list())) {
                assertThat(folder.next(10)).hasSize(1);
                assertThat(folder.leftOut()).isEmpty();
            }
            assertThat(Contents.text(mount(server, trusting), "/a")).isEqualTo("content");
        }
    }
}
