// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** Passes on what client and server say; what the server says is changed on the way. */
final class ChangingRelay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final int to;
    private final UnaryOperator<byte[]> change;

    /** @param change of each message of the server's, without its length */
    ChangingRelay(int to, UnaryOperator<byte[]> change) throws IOException {
        this.to = to;
        this.change = change;
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
                start(() -> pass(client, server, UnaryOperator.identity()));
                start(() -> pass(server, client, change));
            }
        } catch (IOException closed) {
            // it is over
        }
    }

    private static void pass(Socket from, Socket into, UnaryOperator<byte[]> change) {
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
                out.write(change.apply(message));
                out.flush();
            }
        } catch (IOException closed) {
            // one of them has gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
