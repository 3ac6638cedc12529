// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TFTP each question is a request for the file: so there is one, if one suffices. */
class OneRequestTest {
    @TempDir
    private Path folder;

    /** A server that knows no options, and has one file of few bytes under every name but {@code none}. */
    private static final class Server implements AutoCloseable {
        private static final int READ = 1;
        private static final int WRITE = 2;
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private volatile String stored = "";

        Server() throws IOException {
            Thread thread = new Thread(this::serve, "TFTP server");
            thread.setDaemon(true);
            thread.start();
        }

        String url(String name) {
            return "tftp://127.0.0.1:" + socket.getLocalPort() + "/" + name;
        }

        private void serve() {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(packet);
                    String text = new String(packet.getData(), 2, packet.getLength() - 2, StandardCharsets.US_ASCII);
                    answer(packet.getData()[1], text.substring(0, text.indexOf(0)), packet.getSocketAddress());
                }
            } catch (IOException e) {
                // closed
            }
        }

        private void answer(int opcode, String name, SocketAddress client) throws IOException {
            try (DatagramSocket transfer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                transfer.setSoTimeout(10_000);
                if (opcode == READ) {
                    requests.add("read " + name);
                    String reply = name.equals("none") ? "\0\5\0\1nothing\0" : "\0\3\0\1content";
                    send(transfer, reply, client);
                } else if (opcode == WRITE) {
                    requests.add("write " + name);
                    send(transfer, "\0\4\0\0", client);
                    DatagramPacket data = new DatagramPacket(new byte[2048], 2048);
                    transfer.receive(data);
                    stored = new String(data.getData(), 4, data.getLength() - 4, StandardCharsets.US_ASCII);
                    send(transfer, "\0\4\0\1", client);
                }
            }
        }

        private static void send(DatagramSocket from, String text, SocketAddress to) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            from.send(new DatagramPacket(bytes, bytes.length, to));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static String succeeds(Object... arguments) {
        String[] line = new String[arguments.length];
        for (int i = 0; i < line.length; i++) {
            line[i] = arguments[i].toString();
        }
        CommandRun run = CommandRun.of(line);
        assertThat(run.status()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void aFileIsAskedForOnce() throws IOException {
        try (Server server = new Server()) {
            Path target = folder.resolve("a");
            succeeds("get", server.url("a"), target);
            assertThat(target).hasContent("content");
            succeeds("get", server.url("b"), folder + "/");
            assertThat(folder.resolve("b")).hasContent("content");
            assertThat(succeeds("cat", server.url("c"))).isEqualTo("content");
            assertThat(succeeds("sha256", server.url("d"))).startsWith("ed7002b4");
            succeeds("cp", server.url("e"), folder.resolve("e"));
            assertThat(server.requests).containsExactly("read a", "read b", "read c", "read d", "read e");
        }
    }

    @Test
    void aFileIsWrittenWithoutAQuestion() throws IOException {
        try (Server server = new Server()) {
            Path file = Files.writeString(folder.resolve("a"), "mine");
            succeeds("put", file, server.url("a"));
            succeeds("put", file, server.url(""));
            assertThat(server.stored).isEqualTo("mine");
            assertThat(server.requests).containsExactly("write a", "write a");
        }
    }

    @Test
    void whatIsMissingLeavesNothingBehind() throws IOException {
        try (Server server = new Server()) {
            Path target = Files.writeString(folder.resolve("a"), "old");
            CommandRun run = CommandRun.of("get", server.url("none"), target.toString());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("nothing");
            assertThat(target).hasContent("old");
            assertThat(folder).isDirectoryContaining("glob:**a").isDirectoryNotContaining("glob:**.part");
        }
    }
}
