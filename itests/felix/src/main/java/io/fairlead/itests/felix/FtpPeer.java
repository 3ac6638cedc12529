// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends what it is told to and gives the replies, of one line each. */
final class FtpPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;

    private FtpPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static FtpPeer connect(int port) throws IOException {
        return new FtpPeer(open(port));
    }

    static FtpPeer login(int port, String user, String password) throws IOException {
        FtpPeer peer = connect(port);
        peer.expect(220);
        peer.command("USER " + user, 331);
        peer.command("PASS " + password, 230);
        peer.command("TYPE I", 200);
        return peer;
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends a command, and wants a reply of this code. */
    String command(String line, int code) throws IOException {
        send(line);
        return expect(code);
    }

    void send(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    String expect(int code) throws IOException {
        String reply = reply();
        assertThat(reply).as("reply").startsWith(Integer.toString(code));
        return reply;
    }

    /** The next reply; null at the end. */
    String reply() throws IOException {
        return in.readLine();
    }

    /** Whether the server ends the connection, instead of saying more. */
    boolean ended() throws IOException {
        try {
            return reply() == null;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** A passive data connection, RFC 2428 3: {@code 229 ... (|||port|)}. */
    Socket data() throws IOException {
        return open(Integer.parseInt(command("EPSV", 229).replaceAll(".*\\|(\\d+)\\|.*", "$1")));
    }

    byte[] retrieve(String name) throws IOException {
        try (Socket data = data()) {
            command("RETR " + name, 150);
            byte[] content = data.getInputStream().readAllBytes();
            expect(226);
            return content;
        }
    }

    void store(String name, byte[] content) throws IOException {
        try (Socket data = data()) {
            command("STOR " + name, 150);
            data.getOutputStream().write(content);
        }
        expect(226);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
