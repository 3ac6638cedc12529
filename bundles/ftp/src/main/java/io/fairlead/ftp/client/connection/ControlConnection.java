// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.ReplyReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control connection: commands out, replies in, in order. Used by one caller at a time; {@link #close} and
 * {@link #checkStall} by any thread.
 */
public final class ControlConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    /** Lines of one reply, and characters of a line, that are logged. */
    private static final int MOST_LOGGED = 50;

    private static final int CHARACTERS_LOGGED = 200;

    /** A reply that comes in drips may take so many times as long as one read. */
    private static final int PATIENCE_PER_REPLY = 2;

    private final String name; // for logs
    private final Charset charset;
    private final InetAddress server;
    private final int sessionKey = ClientTls.newSessionKey();
    private volatile Wire wire;
    private volatile Wire dataWire; // the one in use, so that closing and stalling reach it too
    private ReplyReader replies;
    private volatile long awaitingSince; // nanoTime, 0 while no reply is awaited

    /** Takes over a connected wire. */
    ControlConnection(String name, Wire wire, Charset charset) throws IOException {
        this.name = name;
        this.charset = charset;
        this.server = ((InetSocketAddress) wire.channel.getRemoteAddress()).getAddress();
        protectedBy(wire);
    }

    /** Goes on over another wire on the same channel. */
    void protectedBy(Wire next) throws FtpSyntaxException {
        if (replies != null && replies.hasBuffered()) {
            // Sent in clear before TLS began, to be taken as if it had come under its protection (CVE-2021-22947)
            throw new FtpSyntaxException("server sent more than its reply to AUTH");
        }
        wire = next;
        replies = new ReplyReader(next, charset);
    }

    Wire wire() {
        return wire;
    }

    /** Stands for this connection where TLS sessions are looked up. */
    int sessionKey() {
        return sessionKey;
    }

    /** The address that data connections go to. */
    InetAddress server() {
        return server;
    }

    /** The address that it has here. */
    InetAddress local() throws IOException {
        return ((InetSocketAddress) wire.channel.getLocalAddress()).getAddress();
    }

    void dataWire(Wire data) {
        dataWire = data;
    }

    /** Sends a command without an argument and waits for its reply. */
    public Reply command(String verb) throws IOException {
        return command(verb, null);
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @param argument null for none; free of control characters, see {@link FtpTarget#refuseControls}
     */
    public Reply command(String verb, String argument) throws IOException {
        send(verb, argument);
        return reply();
    }

    /** Sends a command only. */
    public void send(String verb, String argument) throws IOException {
        String line = argument == null ? verb : verb + " " + argument;
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0 || line.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(verb + " with a line end in its argument");
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace(">> {} {}", name, verb.equals("PASS") ? "PASS ***" : Masked.of(line));
        }
        ByteBuffer bytes = ByteBuffer.wrap((line + "\r\n").getBytes(charset));
        try {
            wire.write(bytes);
        } catch (IOException e) {
            throw new ConnectionLostException(this + " is gone: " + e.getMessage(), bytes.position() > 0, e);
        }
    }

    /** Waits for the next reply. */
    public Reply reply() throws IOException {
        Reply reply;
        awaitingSince = System.nanoTime() | 1; // never 0
        try {
            reply = replies.next();
        } catch (FtpSyntaxException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLostException(this + " is gone: " + e.getMessage(), true, e);
        } finally {
            awaitingSince = 0;
        }
        log(reply);
        if (reply.is(ReplyCode.NOT_AVAILABLE)) { // RFC 959 4.2: it may come instead of any reply
            throw new ConnectionLostException(this + " was ended by the server: " + reply, false, null);
        }
        return reply;
    }

    private void log(Reply reply) {
        if (!LOG.isTraceEnabled()) {
            return;
        }
        int last = reply.lines().size() - 1;
        for (int i = 0; i < Math.min(last, MOST_LOGGED); i++) {
            LOG.trace("<< {} {}-{}", name, reply.code(), Masked.of(reply.lines().get(i), CHARACTERS_LOGGED));
        }
        LOG.trace("<< {} {}", name, reply);
    }

    /** Waits for the next reply, but not for long. */
    public Reply reply(Duration patience, Duration usual) throws IOException {
        wire.patience(patience);
        try {
            return reply();
        } finally {
            wire.patience(usual);
        }
    }

    /**
     * Whether it can still be used, as far as can be told without asking: the server neither closed it nor said anything
     * unasked, such as 421.
     */
    boolean looksAlive() {
        if (wire instanceof TlsWire || replies.hasBuffered()) {
            return wire.isOpen() && !replies.hasBuffered();
        }
        try {
            wire.channel.configureBlocking(false);
            try {
                return wire.channel.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                wire.channel.configureBlocking(true);
            }
        } catch (IOException e) {
            return false;
        }
    }

    void checkStall(long nanoTime) {
        wire.checkStall(nanoTime);
        wire.checkStall(awaitingSince, nanoTime, PATIENCE_PER_REPLY);
        Wire data = dataWire;
        if (data != null) {
            data.checkStall(nanoTime);
        }
    }

    /** Closes it and a data connection in use, at once. */
    void close() {
        Wire data = dataWire;
        if (data != null) {
            data.reset();
        }
        wire.close();
    }

    /** Closes an idle connection, saying so. */
    void quit() {
        if (wire instanceof PlainWire plain) {
            try {
                plain.channel.configureBlocking(false);
                plain.channel.write(ByteBuffer.wrap("QUIT\r\n".getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                // it is closed next anyway
            }
        }
        close();
    }

    @Override
    public String toString() {
        return "connection to " + name;
    }
}
