// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The other end of a TCP connection, which does exactly what a script says: a fake server or a fake client, on loopback.
 * Each connection runs one script on a thread of its own; {@link #await} gives the scripts' failures to the test.
 *
 * <pre>{@code
 * try (ScriptedPeer server = ScriptedPeer.server(peer -> peer
 *         .send("220 ready\r\n")
 *         .expectLine("USER .*")
 *         .send("331 password, pl")     // truncated
 *         .close())) {
 *     ... connect to server.port() ...
 *     server.await();
 * }
 * }</pre>
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final ServerSocket listener; // null for a client
    private final List<Conversation> conversations = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;

    /** What a peer says and expects on one connection. */
    @FunctionalInterface
    public interface Script {
        /** Runs to its end; then the connection is closed. An {@link AssertionError} fails the test. */
        void run(Conversation peer) throws Exception;
    }

    private ScriptedPeer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens, and plays the first script to the first connection, the second to the second, and so on. */
    public static ScriptedPeer server(Script... scripts) {
        try {
            ScriptedPeer peer = new ScriptedPeer(listen());
            peer.start("scripted server", () -> peer.serve(scripts));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to {@code server}, and plays the script. */
    public static ScriptedPeer client(InetSocketAddress server, Script script) {
        try {
            ScriptedPeer peer = new ScriptedPeer(null);
            Conversation conversation = peer.converse(new Socket(server.getAddress(), server.getPort()));
            peer.start("scripted client", () -> play(conversation, script));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A listener on a free port of the loopback address, for data connections. */
    public static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Where this server listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** The port this server listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Waits until every script has run to its end.
     *
     * @throws AssertionError the first failure of a script; or if one is still running after 30 s
     */
    public void await() {
        try {
            ended.get(DEFAULT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the script failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the script has not ended: " + doing(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends connections and listener, whatever the scripts are at; failures that {@link #await} did not ask for are lost. */
    @Override
    public void close() {
        closed = true;
        try {
            if (listener != null) {
                listener.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (conversations) {
            conversations.forEach(Conversation::close);
        }
    }

    private void serve(Script... scripts) throws Exception {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Script script : scripts) {
            Conversation conversation = converse(listener.accept());
            CompletableFuture<Void> end = new CompletableFuture<>();
            running.add(end);
            thread("scripted connection", end, () -> play(conversation, script));
        }
        for (CompletableFuture<Void> end : running) {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    private static void play(Conversation conversation, Script script) throws Exception {
        try (conversation) {
            script.run(conversation);
        }
    }

    private Conversation converse(Socket socket) throws IOException {
        Conversation conversation = new Conversation(socket);
        synchronized (conversations) {
            conversations.add(conversation);
            if (closed) {
                conversation.close();
            }
        }
        return conversation;
    }

    private String doing() {
        synchronized (conversations) {
            return conversations.isEmpty() ? "nobody has connected" : conversations.toString();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void start(String name, Work work) {
        thread(name, ended, work);
    }

    private static void thread(String name, CompletableFuture<Void> end, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        end.complete(null);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
