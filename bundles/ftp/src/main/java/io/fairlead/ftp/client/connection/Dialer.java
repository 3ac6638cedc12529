// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.QuotedPath;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes control connections that are logged in and ready for transfers. Thread-safe. */
public final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    /** Replies that announce the greeting; more lead nowhere. */
    private static final int MOST_PRELIMINARY = 5;

    /** A server that is ready greets, and shakes hands, at once; looking up our name may take it a while. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final FtpTarget target;
    private final ServerTraits traits;
    private final ClientTls tls; // null in clear text
    private final Set<Channel> connecting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile VPath root; // of the storage, on the server; null until known

    /** @throws StorageException if the options of TLS make no sense */
    public Dialer(FtpTarget target, ServerTraits traits) throws StorageException {
        this.target = target;
        this.traits = traits;
        this.tls = target.security() == FtpTarget.Security.NONE ? null : new ClientTls(target);
        this.root = target.userDirIsRoot() ? null : target.root();
    }

    /** What the storage's root is on the server; known after the first login. */
    public VPath root() {
        return root;
    }

    ClientTls tls() {
        return tls;
    }

    /**
     * Connects and logs in.
     *
     * @param made told of the connection before the first byte, so that it can be watched and closed from outside
     * @throws StorageException {@link Reason#UNAVAILABLE} if there is no connection to be had, {@link Reason#ACCESS_DENIED}
     *     if the server refuses the user or TLS, {@link Reason#IO} if it does not speak FTP
     */
    ControlConnection dial(Consumer<ControlConnection> made) throws StorageException {
        try {
            boolean older = traits.tls12();
            try {
                return login(made);
            } catch (SSLException e) {
                if (!older) {
                    throw e;
                }
                traits.refusedTls12();
                return login(made);
            }
        } catch (SSLException e) {
            throw new StorageException(Reason.ACCESS_DENIED, target + ": " + explain(e), e);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(Reason.UNAVAILABLE, explain(e), e);
        }
    }

    private ControlConnection login(Consumer<ControlConnection> made) throws IOException {
        ControlConnection connection = new ControlConnection(target.toString(), connect(), target.charset());
        try {
            made.accept(connection);
            prepare(connection);
            LOG.debug("logged in to {} as {}", target, target.user());
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private String explain(IOException e) {
        return target + ": " + (e instanceof UnknownHostException ? "unknown host" : e.getMessage());
    }

    /** The JDK's message names the steps of its search; what a person can act on is at the end of the causes. */
    private static String explain(SSLException e) {
        boolean certificate = false;
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
            certificate |= last instanceof CertificateException;
        }
        if (certificate) {
            return "the server's certificate is not trusted: " + last.getMessage();
        }
        boolean clear = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("unrecognized ssl");
        return clear ? "the server does not speak TLS here (" + e.getMessage() + "); see ftp.tls" : e.getMessage();
    }

    private Wire connect() throws IOException {
        IOException first = null;
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            try {
                return new PlainWire(connect(address, target.port()), target.ioTimeout());
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new UnknownHostException(target.host()) : first;
    }

    /** A connected channel, as every connection of this client has it. */
    SocketChannel connect(InetAddress address, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // long transfers leave the control one silent
            int timeoutMillis =
                    (int) Math.min(Integer.MAX_VALUE, target.connectTimeout().toMillis());
            watch(channel);
            channel.socket().connect(new InetSocketAddress(address, port), timeoutMillis);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        } finally {
            connecting.remove(channel);
        }
    }

    /** Has {@link #close()} close this one too, until {@link #close(Channel)} does. */
    void watch(Channel channel) throws ClosedChannelException {
        connecting.add(channel);
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** Closes one that is watched. Never throws. */
    void close(Channel channel) {
        connecting.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection in the making", e);
        }
    }

    /** Ends every attempt to connect, or to be connected to; whoever waits gets an exception. Never throws. */
    void close() {
        closed = true;
        connecting.forEach(this::close);
    }

    private void prepare(ControlConnection connection) throws IOException {
        if (target.security() == FtpTarget.Security.IMPLICIT) {
            protect(connection);
        }
        Reply greeting = greeting(connection);
        expect(greeting.isCompletion(), greeting, "the greeting is", Reason.UNAVAILABLE);
        if (target.security() == FtpTarget.Security.EXPLICIT) {
            Reply auth = connection.command("AUTH", "TLS");
            // Never on in clear text: whoever strips TLS off would get the password
            expect(auth.is(ReplyCode.SECURITY_ACCEPTED), auth, "TLS was refused", Reason.ACCESS_DENIED);
            protect(connection);
        }
        login(connection);
        if (tls != null) {
            Reply size = connection.command("PBSZ", "0"); // RFC 4217 9
            expect(size.isCompletion(), size, "PBSZ was refused", Reason.ACCESS_DENIED);
            Reply level = connection.command("PROT", "P");
            expect(level.isCompletion(), level, "protection of data was refused", Reason.ACCESS_DENIED);
        }
        if (!traits.known()) {
            traits.learn(connection.command("FEAT"));
        }
        if (traits.offers("UTF8") && target.charset().equals(StandardCharsets.UTF_8)) {
            connection.command("OPTS", "UTF8 ON"); // RFC 2640 3.1 has it on; some servers wait to be asked
        }
        Reply type = connection.command("TYPE", "I");
        expect(type.isCompletion(), type, "TYPE I was refused", Reason.NOT_SUPPORTED);
        if (root == null) {
            root = loginDirectory(connection);
        }
    }

    /** RFC 959 5.4: 120 says when it will be ready. */
    private Reply greeting(ControlConnection connection) throws IOException {
        try {
            Reply greeting = connection.reply(readyWithin(), target.ioTimeout());
            for (int i = 0; greeting.isPreliminary() && i < MOST_PRELIMINARY; i++) {
                greeting = connection.reply();
            }
            return greeting;
        } catch (ConnectionLostException e) {
            if (!e.isStall()) {
                throw e;
            }
            String hint = target.security() == FtpTarget.Security.IMPLICIT
                    ? ""
                    : "; a server that speaks TLS from the first byte waits for ftps on port 990, or for"
                            + " ftp.tls=implicit";
            throw new StorageException(Reason.UNAVAILABLE, target + ": no greeting: " + rootMessage(e) + hint, e);
        }
    }

    private Duration readyWithin() {
        return target.ioTimeout().compareTo(READY_WITHIN) < 0 ? target.ioTimeout() : READY_WITHIN;
    }

    private static String rootMessage(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getMessage();
    }

    private void protect(ControlConnection connection) throws IOException {
        TlsWire wire = tls.wire(connection.wire().channel, connection.sessionKey(), traits.tls12(), readyWithin());
        connection.protectedBy(wire);
        try {
            wire.handshake();
        } catch (SocketTimeoutException e) {
            throw new StorageException(
                    Reason.UNAVAILABLE, target + ": the TLS handshake does not come on: " + e.getMessage(), e);
        }
        wire.patience(target.ioTimeout());
    }

    private void login(ControlConnection connection) throws IOException {
        Reply reply = connection.command("USER", target.user());
        if (reply.is(ReplyCode.NEED_PASSWORD)) {
            reply = connection.command("PASS", target.password());
        }
        expect(reply.isCompletion(), reply, "login as " + target.user() + " was refused", Reason.ACCESS_DENIED);
    }

    /** RFC 1738 3.2.2: a URL's path starts where the login leads to. */
    private VPath loginDirectory(ControlConnection connection) throws IOException {
        Reply reply = connection.command("PWD");
        if (!reply.is(ReplyCode.PATHNAME)) {
            return target.root(); // Interop: servers without PWD have no directories to speak of
        }
        String path = QuotedPath.find(reply.text()).orElse("/");
        FtpTarget.refuseControls("the login directory's name", path);
        return target.root().rebase(VPath.ROOT, VPath.ROOT.resolve(path));
    }

    private void expect(boolean met, Reply reply, String otherwise, Reason reason) throws StorageException {
        if (!met) {
            throw new StorageException(reason, target + ": " + otherwise + ": " + reply);
        }
    }
}
