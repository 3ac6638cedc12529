// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedPeerTest {
    @Test
    void talksToItself() {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
                    peer.send("220 ready\r\n");
                    String user = peer.match("USER (.*)").group(1);
                    peer.sendSlowly("331 hello " + user + "\r\n").expect(new byte[] {0, -1});
                    assertThat(peer.readToEnd()).isEqualTo("rest".getBytes(StandardCharsets.US_ASCII));
                });
                ScriptedPeer client = ScriptedPeer.client(server.address(), peer -> peer.expectLine("220.*")
                        .send("USER joe\r\n")
                        .expectLine("331 hello joe")
                        .send(new byte[] {0, -1})
                        .send("rest")
                        .endOutput()
                        .expectEnd())) {
            client.await();
            server.await();
        }
    }

    @Test
    void playsAScriptForEachConnection() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> peer.send("1"), peer -> peer.send("2"));
                Socket first = connect(server);
                Socket second = connect(server)) {
            assertThat(first.getInputStream().readAllBytes()).containsExactly('1');
            assertThat(second.getInputStream().readAllBytes()).containsExactly('2');
            server.await();
        }
    }

    @Test
    void failsTheTestWhenTheOtherSaysSomethingElse() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> peer.expectLine("USER .*"));
                Socket socket = connect(server)) {
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(server::await)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("USER .*")
                    .hasMessageContaining("QUIT");
        }
    }

    @Test
    void failsTheTestWhenTheOtherGoesEarly() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> peer.expectLine("USER .*"))) {
            Socket socket = connect(server);
            socket.getOutputStream().write("USE".getBytes(StandardCharsets.US_ASCII));
            socket.close();
            assertThatThrownBy(server::await).isInstanceOf(AssertionError.class).hasMessageContaining("USE");
        }
    }

    @Test
    void resets() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
                    peer.read(1);
                    peer.reset();
                });
                Socket socket = connect(server)) {
            socket.getOutputStream().write(1);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void stallsUntilItIsClosed() throws Exception {
        CountDownLatch stalling = new CountDownLatch(1);
        ScriptedPeer server = ScriptedPeer.server(peer -> {
            stalling.countDown();
            peer.stall();
        });
        try (Socket socket = connect(server)) {
            stalling.await();
            server.close();
            server.await();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static Socket connect(ScriptedPeer server) throws IOException {
        return new Socket(server.address().getAddress(), server.port());
    }
}
