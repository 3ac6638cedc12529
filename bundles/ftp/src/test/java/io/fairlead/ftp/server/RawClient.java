// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ftp.protocol.HostPort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that sends what it is told to, byte for byte, and gives the replies. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;

    final int port;
    private final Socket wire;
    private Socket socket; // the wire, or TLS over it
    private InputStream in;
    private SSLContext tls;
    private String[] protocols = {};
    private boolean protectedData;
    private Charset charset = StandardCharsets.UTF_8;

    RawClient(int port) throws IOException {
        this(port, null);
    }

    RawClient(int port, InetAddress from) throws IOException {
        this.port = port;
        wire = new Socket();
        socket = wire;
        if (from != null) {
            socket.bind(new InetSocketAddress(from, 0));
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** For what is sent and received from now on; UTF-8 at first. */
    RawClient speaking(Charset next) {
        charset = next;
        return this;
    }

    RawClient login(String user, String password) throws IOException {
        expect(220);
        command("USER " + user, 331);
        command("PASS " + password, 230);
        command("TYPE I", 200);
        return this;
    }

    /** Sends a line and wants a reply of this code. */
    String command(String line, int code) throws IOException {
        send(line + "\r\n");
        return expect(code);
    }

    void send(String text) throws IOException {
        send(text.getBytes(charset));
    }

    void send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    void sendUrgent(int b) throws IOException {
        socket.sendUrgentData(b);
    }

    String expect(int code) throws IOException {
        String reply = reply();
        assertThat(reply).as("reply").startsWith(Integer.toString(code));
        return reply;
    }

    /** The next reply with all its lines; null at the end. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String first = line();
        String line = first;
        while (line != null) {
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || first.charAt(3) != '-' || line.startsWith(first.substring(0, 3) + " ")) {
                return reply.toString();
            }
            line = line();
        }
        return reply.isEmpty() ? null : reply.toString();
    }

    /** Whether the server has closed the control connection, after this many replies at most. */
    boolean closedWithin(int replies) throws IOException {
        try {
            for (int i = 0; i <= replies; i++) {
                if (reply() == null) {
                    return true;
                }
            }
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    /** The port that EPSV opens. */
    int passivePort() throws IOException {
        return HostPort.decodeExtendedPassive(command("EPSV", 229));
    }

    Socket dataTo(int dataPort) throws IOException {
        Socket data = new Socket(InetAddress.getLoopbackAddress(), dataPort);
        data.setSoTimeout(TIMEOUT_MILLIS);
        return data;
    }

    /** EPSV, connected. */
    Socket data() throws IOException {
        return dataTo(passivePort());
    }

    /** Runs RETR, LIST and the like to their end. */
    byte[] receive(String line) throws IOException {
        try (Socket data = data()) {
            command(line, 150);
            byte[] received = protect(data).getInputStream().readAllBytes();
            expect(226);
            return received;
        }
    }

    String text(String line) throws IOException {
        return new String(receive(line), charset);
    }

    /** Runs STOR and the like to their end; gives the last reply. */
    String store(String line, byte[] content) throws IOException {
        try (Socket data = data()) {
            command(line, 150);
            Socket out = protect(data);
            out.getOutputStream().write(content);
            if (out instanceof SSLSocket secure) {
                secure.shutdownOutput();
                secure.getInputStream().readAllBytes();
            }
            out.close();
            return expect(226);
        }
    }

    /** Starts TLS on the control connection; data connections follow after {@link #protectData}. */
    RawClient startTls(String... versions) throws IOException {
        protocols = versions;
        try {
            tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new TrustAll()}, null);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        SSLSocket secure = layer(socket, port);
        socket = secure;
        in = new BufferedInputStream(secure.getInputStream());
        return this;
    }

    RawClient protectData() throws IOException {
        command("PBSZ 0", 200);
        command("PROT P", 200);
        protectedData = true;
        return this;
    }

    /** The JDK finds sessions to resume by host and port: that of the control connection, then. */
    Socket protect(Socket data) throws IOException {
        return protectedData ? layer(new PortAlias(data, port), port) : data;
    }

    private SSLSocket layer(Socket below, int peerPort) throws IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(below, "localhost", peerPort, true);
        if (protocols.length > 0) {
            secure.setEnabledProtocols(protocols);
        }
        secure.startHandshake();
        return secure;
    }

    Socket socket() {
        return socket;
    }

    /** Ends the control connection, without a goodbye where there is TLS: the JDK's would wait for an answer. */
    void hangUp() throws IOException {
        wire.close();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                String text = line.toString(charset);
                assertThat(text).endsWith("\r");
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
