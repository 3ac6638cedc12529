// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.PlainWire;
import io.fairlead.testing.Contents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that stand still at each stage; what waits for them ends by time, and by closing the connector. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ClientStandstillTest {
    private static final Duration SOON = Duration.ofMillis(400);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final int MANY = 50_000_000;
    private static final Duration SLOW = Duration.ofSeconds(4);
    private static final int STEPS = 100;

    /** Where the server stands still. */
    private enum Stage {
        GREETING,
        TLS,
        LOGIN,
        DATA_CONNECTION,
        OPENING,
        DATA,
        VERDICT
    }

    private enum Work {
        DOWNLOAD,
        UPLOAD,
        LISTING
    }

    private record Case(Stage stage, Work work, boolean byTime) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FtpConnector connector = new FtpConnector();
    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (boolean byTime : new boolean[] {true, false}) {
            for (Stage stage : Stage.values()) {
                boolean early = stage.ordinal() < Stage.DATA_CONNECTION.ordinal();
                for (Work work : early ? new Work[] {Work.DOWNLOAD} : Work.values()) {
                    cases.add(new Case(stage, work, byTime));
                }
            }
        }
        return cases.stream();
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        for (AutoCloseable socket : sockets) {
            socket.close();
        }
        threads.shutdown();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ends(Case c) throws Exception {
        int port = serve(c.stage);
        Duration limit = c.byTime ? SOON : NEVER;
        ConnectOptions options = OurServer.ME
                .with(ConnectOptions.IO_TIMEOUT, limit)
                .with(ConnectOptions.CONNECT_TIMEOUT, c.byTime ? SOON : Duration.ofMinutes(5));
        String scheme = c.stage == Stage.TLS ? "ftps" : "ftp";
        CompletableFuture<String> outcome = CompletableFuture.supplyAsync(
                () -> work(URI.create(scheme + "://127.0.0.1:" + port), options, c.work), threads);
        if (!c.byTime) {
            String last =
                    switch (c.stage) {
                        case GREETING -> "connected";
                        case TLS -> "AUTH TLS";
                        case LOGIN -> "USER me";
                        case DATA_CONNECTION -> "EPSV";
                        case OPENING, DATA, VERDICT -> "data";
                    };
            await().until(() -> heard.contains(last));
            await().pollDelay(Duration.ofMillis(100)).until(() -> !outcome.isDone());
            connector.close();
        }
        await().atMost(Duration.ofSeconds(20)).until(outcome::isDone);
        assertThat(outcome.get()).isNotEqualTo("done");
    }

    /** A slow server is no silent one: a write shows that it moves. */
    @Test
    void aSlowReaderIsWaitedFor() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketChannel channel = SocketChannel.open(listener.getLocalSocketAddress());
                Socket reader = listener.accept()) {
            PlainWire wire = new PlainWire(channel, SLOW.dividedBy(2));
            CompletableFuture<Integer> writes =
                    CompletableFuture.supplyAsync(() -> write(wire, ByteBuffer.allocateDirect(MANY)), threads);
            byte[] some = new byte[MANY / STEPS];
            for (int i = 0; i < STEPS; i++) {
                reader.getInputStream().readNBytes(some, 0, some.length);
                await().pollDelay(SLOW.dividedBy(STEPS)).until(() -> true);
                wire.checkStall(System.nanoTime());
            }
            assertThat(writes.get()).isEqualTo(MANY);
        }
    }

    private static int write(PlainWire wire, ByteBuffer bytes) {
        try {
            return wire.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String work(URI uri, ConnectOptions options, Work work) {
        try {
            Volume volume = connector.connect(uri, options).mount(Identity.ANONYMOUS);
            switch (work) {
                case DOWNLOAD -> Contents.read(volume, "/a");
                case UPLOAD -> {
                    try (Node node = volume.open(VPath.of("/a"), Open.replace())) {
                        node.write(ByteBuffer.allocate(MANY), 0);
                    }
                }
                case LISTING -> {
                    try (Node node = volume.open(VPath.ROOT, Open.list())) {
                        while (!node.next(100).isEmpty()) {}
                    }
                }
            }
            return "done";
        } catch (StorageException e) {
            return e.getMessage();
        }
    }

    private int serve(Stage stage) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        sockets.add(listener);
        Thread server = new Thread(() -> {
            try {
                while (true) {
                    Socket control = listener.accept();
                    sockets.add(control);
                    threads.execute(() -> talk(control, stage));
                }
            } catch (IOException e) {
                // closed at the end
            }
        });
        server.setDaemon(true);
        server.start();
        return listener.getLocalPort();
    }

    private void talk(Socket control, Stage stage) {
        try {
            heard.add("connected");
            if (stage == Stage.GREETING) {
                return;
            }
            say(control, "220 ready");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
            Socket[] data = new Socket[1];
            ServerSocket[] passive = new ServerSocket[1];
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                answer(control, stage, line, passive, data);
                if (stage == Stage.TLS) { // silent from here on
                    return;
                }
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private void answer(Socket control, Stage stage, String line, ServerSocket[] passive, Socket[] data)
            throws IOException {
        String verb = line.split(" ")[0];
        Map<String, String> usual = Map.of(
                "AUTH",
                "234 go",
                "PASS",
                "230 in",
                "FEAT",
                "211-F\r\n MLST type*;size*;\r\n EPSV\r\n211 End",
                "TYPE",
                "200 ok",
                "PWD",
                "257 \"/\" is it",
                "REST",
                "350 ok",
                "MLST",
                "250-F\r\n type=file;size=9; /a\r\n250 End");
        if (verb.equals("USER")) {
            if (stage != Stage.LOGIN) {
                say(control, "331 password");
            }
        } else if (verb.equals("EPSV")) {
            passive[0] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(passive[0]);
            if (stage == Stage.DATA_CONNECTION) { // nobody accepts, and the queue is full
                for (int i = 0; i < 2; i++) {
                    SocketChannel filler = SocketChannel.open();
                    filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), passive[0].getLocalPort()));
                    sockets.add(filler);
                }
            }
            say(control, "229 go (|||" + passive[0].getLocalPort() + "|)");
        } else if (verb.equals("RETR") || verb.equals("STOR") || verb.equals("MLSD")) {
            data[0] = passive[0].accept();
            sockets.add(data[0]);
            heard.add("data");
            if (stage != Stage.OPENING) {
                say(control, "150 here");
            }
            if (stage == Stage.VERDICT) {
                if (verb.equals("STOR")) {
                    data[0].getInputStream().transferTo(OutputStream.nullOutputStream());
                }
                data[0].close();
            }
        } else {
            say(control, usual.getOrDefault(verb, "500 what?"));
        }
    }

    private static void say(Socket control, String reply) throws IOException {
        control.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
