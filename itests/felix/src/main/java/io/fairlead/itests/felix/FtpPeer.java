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
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that sends what it is told to and gives the replies, of one line each. */
final class FtpPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private BufferedReader in;
    private SSLSession tls; // null in clear

    private FtpPeer(Socket socket) throws IOException {
        use(socket);
    }

    private void use(Socket now) throws IOException {
        socket = now;
        in = new BufferedReader(new InputStreamReader(now.getInputStream(), StandardCharsets.UTF_8));
    }

    static FtpPeer connect(int port) throws IOException {
        return new FtpPeer(open(InetAddress.getLoopbackAddress(), port));
    }

    static FtpPeer connect(InetAddress address, int port) throws IOException {
        return new FtpPeer(open(address, port));
    }

    /** Asks for TLS and begins it, RFC 4217; whoever the server is. */
    FtpPeer secure() throws IOException {
        command("AUTH TLS", 234);
        SSLSocket secured = Trust.everybody(socket);
        tls = secured.getSession();
        use(secured);
        return this;
    }

    /** What the server says of itself in TLS. */
    X509Certificate certificate() throws IOException {
        return (X509Certificate) tls.getPeerCertificates()[0];
    }

    static FtpPeer login(int port, String user, String password) throws IOException {
        FtpPeer peer = connect(port);
        peer.expect(220);
        peer.login(user, password);
        return peer;
    }

    void login(String user, String password) throws IOException {
        command("USER " + user, 331);
        command("PASS " + password, 230);
        command("TYPE I", 200);
    }

    private static Socket open(InetAddress address, int port) throws IOException {
        Socket socket = new Socket(address, port);
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
        return open(InetAddress.getLoopbackAddress(), passivePort());
    }

    int passivePort() throws IOException {
        return Integer.parseInt(command("EPSV", 229).replaceAll(".*\\|(\\d+)\\|.*", "$1"));
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
