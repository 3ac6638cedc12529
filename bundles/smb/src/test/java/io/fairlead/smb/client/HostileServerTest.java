// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that tells of names which lead elsewhere: nobody gets to see them. */
@Timeout(60)
class HostileServerTest {
    /** Harmless names, and what becomes of them on the way, of the same length. */
    private static final Map<String, String> CHANGED = Map.of(
            "aaaaaaaa", "..\\..\\xy",
            "bbbbbbbb", "../../xy",
            "cccccccc", "c\\ccccc\\",
            "dddddddd", "/etc/abc",
            "eeeeeeee", "ee\0eeeee",
            "gg", "..");

    @TempDir
    Path folder;

    @Test
    void itsNamesAreNotShown() throws Exception {
        try (Served served = new Served(
                        folder, 0, given -> given.withSecurity(given.security().withSigningRequired(false)));
                Relay relay = new Relay(served.port());
                SmbConnector connector = new SmbConnector()) {
            for (String name : CHANGED.keySet()) {
                Files.writeString(folder.resolve("files").resolve(name), "x");
            }
            Files.writeString(folder.resolve("files/good.txt"), "x");
            URI uri = URI.create("smb://127.0.0.1:" + relay.port() + "/share");
            try (var storage = connector.connect(uri, SmbClientStorageTest.ME.with(SmbOptions.SIGNING, false));
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                assertThat(Contents.names(volume, "/")).containsExactly("good.txt");
            }
            assertThat(relay.changed.get()).isGreaterThanOrEqualTo(CHANGED.size());
        }
    }

    /** Passes on what client and server say, but for the names. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final int to;
        final AtomicInteger changed = new AtomicInteger();

        Relay(int to) throws IOException {
            this.to = to;
            start(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private static void start(Runnable task) {
            Thread thread = new Thread(task, "relay");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listening.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                    start(() -> pass(client, server, false));
                    start(() -> pass(server, client, true));
                }
            } catch (IOException closed) {
                // it is over
            }
        }

        private void pass(Socket from, Socket into, boolean changes) {
            try (from;
                    into) {
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream();
                while (true) {
                    byte[] head = in.readNBytes(4);
                    if (head.length < 4) {
                        return;
                    }
                    int length = (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | head[3] & 0xff;
                    byte[] message = in.readNBytes(length);
                    out.write(head);
                    out.write(changes ? changed(message) : message);
                    out.flush();
                }
            } catch (IOException closed) {
                // one of them has gone
            }
        }

        private byte[] changed(byte[] message) {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            for (Map.Entry<String, String> each : CHANGED.entrySet()) {
                String before = wire(each.getKey());
                if (text.contains(before)) {
                    text = text.replace(before, wire(each.getValue()));
                    changed.incrementAndGet();
                }
            }
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private static String wire(String name) {
            return new String(name.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
