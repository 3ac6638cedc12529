// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

import io.fairlead.testing.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Logs in, and uploads and downloads a file of its own, again and again in one session until the server ends that. Between
 * two operations only 421 is no failure, and a reset where the server had closed just before; in a transfer nothing is.
 */
public final class FtpClient implements Client {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int PIECE = 64 * 1024;

    private final int port;
    private final String file;
    private final int size;
    private final long pauseMillis; // of a transfer behind each piece
    private long rounds;
    private Socket control;
    private BufferedReader replies;

    public FtpClient(int port, String file, int size, long pauseMillis) {
        this.port = port;
        this.file = file;
        this.size = size;
        this.pauseMillis = pauseMillis;
    }

    @Override
    public void once() throws Exception {
        if (control == null) {
            login();
        }
        try {
            Pattern content = new Pattern(file.hashCode() + rounds++);
            store(content);
            expect("SIZE " + file, "213 " + size);
            retrieve(content);
        } catch (SessionEnded | IOException e) {
            close();
            throw e;
        }
    }

    private void login() throws IOException, SessionEnded {
        control = new Socket("127.0.0.1", port);
        control.setSoTimeout(TIMEOUT_MILLIS);
        replies = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
        String greeting = replies.readLine();
        if (greeting == null || !greeting.startsWith("220")) {
            throw new IOException("greeted with " + greeting);
        }
        expect("USER me", "331");
        expect("PASS secret", "230");
        expect("TYPE I", "200");
    }

    private String expect(String command, String reply) throws IOException, SessionEnded {
        String said;
        try {
            control.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            said = replies.readLine();
        } catch (SocketException reset) {
            throw new SessionEnded(command + ": " + reset);
        }
        if (said == null || said.startsWith("421")) {
            throw new SessionEnded(command + ": " + said);
        }
        if (!said.startsWith(reply)) {
            throw new IOException(command + ": " + said);
        }
        return said;
    }

    private Socket data() throws IOException, SessionEnded {
        String said = expect("EPSV", "229");
        try {
            Socket data = new Socket("127.0.0.1", Integer.parseInt(said.replaceAll(".*\\|(\\d+)\\|.*", "$1")));
            data.setSoTimeout(TIMEOUT_MILLIS);
            return data;
        } catch (ConnectException e) { // no failure if the session has ended meanwhile
            expect("NOOP", "200");
            throw e;
        }
    }

    private void store(Pattern content) throws IOException, SessionEnded {
        try (Socket data = data()) {
            expect("STOR " + file, "150");
            OutputStream out = data.getOutputStream();
            for (int at = 0; at < size; at += PIECE) {
                out.write(content.bytes(at, Math.min(PIECE, size - at)));
                Pauses.pause(pauseMillis);
            }
        }
        transferred("STOR");
    }

    private void retrieve(Pattern content) throws IOException, SessionEnded {
        try (Socket data = data()) {
            expect("RETR " + file, "150");
            InputStream in = data.getInputStream();
            int at = 0;
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                content.check(ByteBuffer.wrap(piece), at);
                at += piece.length;
                Pauses.pause(pauseMillis);
            }
            if (at != size) {
                throw new IOException("RETR: " + at + " bytes of " + size);
            }
        }
        transferred("RETR");
    }

    private void transferred(String command) throws IOException {
        String said = replies.readLine();
        if (said == null || !said.startsWith("226")) {
            throw new IOException(command + " ends with " + said);
        }
    }

    @Override
    public void close() throws IOException {
        if (control != null) {
            control.close();
            control = null;
        }
    }
}
