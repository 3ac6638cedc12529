// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server's control port and notes the commands that go through. Data connections go past it. */
final class ControlTap implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    ControlTap(int server) throws IOException {
        this.server = server;
        start("tap", this::accept);
    }

    URI uri() {
        return URI.create("ftp://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    /** Verbs since the last call of this method or of {@link #takeCommands}. */
    List<String> takeVerbs() {
        return takeCommands().stream().map(command -> command.split(" ")[0]).toList();
    }

    /** Commands, arguments and all, since the last call of this method or of {@link #takeVerbs}. */
    List<String> takeCommands() {
        List<String> taken = List.copyOf(commands);
        commands.clear();
        return taken;
    }

    /** Control connections made so far. */
    int connections() {
        return connections.get();
    }

    /** Cuts all connections, as a restarting server would. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket up = new Socket(InetAddress.getLoopbackAddress(), server);
            up.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(up);
            connections.incrementAndGet();
            start("tap up", () -> forward(client, up, true));
            start("tap down", () -> forward(up, client, false));
        }
    }

    private void forward(Socket from, Socket to, boolean noted) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] chunk = new byte[4096];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                for (int i = 0; noted && i < n; i++) {
                    if (chunk[i] == '\n') {
                        commands.add(line.toString(StandardCharsets.UTF_8).strip());
                        line.reset();
                    } else {
                        line.write(chunk[i]);
                    }
                }
                out.write(chunk, 0, n);
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // the connection ended
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
