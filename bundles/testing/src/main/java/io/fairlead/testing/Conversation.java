// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection of a {@link ScriptedPeer}: sends what it is told, and fails on anything that it does not expect. Text is
 * UTF-8. Each call takes 20 s at most. Belongs to the script's thread, but for {@link #close}.
 */
public final class Conversation implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final Charset CHARSET = StandardCharsets.UTF_8;

    private final Socket socket;
    private final InputStream in;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String last = "connected";

    Conversation(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The connection itself, for what the script does by hand. */
    public Socket socket() {
        return socket;
    }

    /** Sends text as it is; line ends are the script's. */
    public Conversation send(String text) throws IOException {
        return send(text.getBytes(CHARSET));
    }

    /** Sends bytes at once. */
    public Conversation send(byte[] bytes) throws IOException {
        last = "sent " + bytes.length + " bytes";
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends each byte as a packet of its own, as far as the network lets it. */
    public Conversation sendSlowly(String text) throws IOException {
        for (byte each : text.getBytes(CHARSET)) {
            send(new byte[] {each});
        }
        return this;
    }

    /** Reads a line, without its end (CR LF, or LF alone). */
    public String readLine() throws IOException {
        last = "waits for a line";
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > MAX_LINE_BYTES) {
                throw new AssertionError("no line but " + line.toString(CHARSET) + (next < 0 ? ", then the end" : ""));
            }
            line.write(next);
        }
        String text = line.toString(CHARSET);
        last = "got the line " + text;
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Reads a line, all of which must match the regular expression. */
    public Conversation expectLine(String regex) throws IOException {
        match(regex);
        return this;
    }

    /** As {@link #expectLine}, giving the groups. */
    public Matcher match(String regex) throws IOException {
        String line = readLine();
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("expected a line like \"" + regex + "\" but got \"" + line + "\"");
        }
        return matcher;
    }

    /** Reads as many bytes. */
    public byte[] read(int count) throws IOException {
        last = "waits for " + count + " bytes";
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new AssertionError("the end after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads these very bytes. */
    public Conversation expect(byte[] bytes) throws IOException {
        byte[] found = read(bytes.length);
        if (!Arrays.equals(found, bytes)) {
            throw new AssertionError("expected " + Wire.toHex(bytes) + " but got " + Wire.toHex(found));
        }
        return this;
    }

    /** Reads all until the other side ends its stream. */
    public byte[] readToEnd() throws IOException {
        last = "waits for the end";
        return in.readAllBytes();
    }

    /** Expects that the other side closes (or resets) now, with nothing more to say. */
    public Conversation expectEnd() throws IOException {
        byte[] rest;
        try {
            rest = readToEnd();
        } catch (SocketException e) {
            return this;
        }
        if (rest.length > 0) {
            throw new AssertionError("expected the end but got " + Wire.toHex(rest));
        }
        return this;
    }

    /** Says nothing and reads nothing, until the {@link ScriptedPeer} closes this one. */
    public void stall() throws InterruptedException {
        last = "stalls";
        closed.await();
    }

    /** Ends what this side sends, and goes on reading. */
    public Conversation endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Breaks the connection off by a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    /** Closes the connection; what was sent still arrives. Twice does nothing. */
    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return last;
    }
}
