// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.ConnectionPool;
import io.fairlead.ftp.client.connection.Dialer;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.ftp.client.connection.Loan;
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.testing.Contents;
import java.lang.Thread.State;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections are bounded, shared, kept, made anew and closed. */
class PoolTest {
    private final FtpConnector connector = new FtpConnector();
    private OurServer server;
    private ControlTap tap;

    @BeforeEach
    void start() throws Exception {
        server = OurServer.start();
        tap = new ControlTap(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        tap.close();
        server.close();
    }

    private RemoteStorage connect(int connections, Duration poolTimeout, Duration idleTimeout) throws StorageException {
        return connector.connect(
                tap.uri(),
                OurServer.ME
                        .with(ConnectOptions.MAX_CONNECTIONS, connections)
                        .with(ConnectOptions.POOL_TIMEOUT, poolTimeout)
                        .with(ConnectOptions.IDLE_TIMEOUT, idleTimeout));
    }

    private Volume mount(int connections, Duration poolTimeout) throws StorageException {
        return connect(connections, poolTimeout, Duration.ofMinutes(1)).mount(Identity.ANONYMOUS);
    }

    @Test
    void saysWhoHoldsTheConnectionsWhenNoneIsFree() throws Exception {
        Volume volume = mount(1, Duration.ofMillis(200));
        try (Node upload = volume.open(VPath.of("/a"), Open.replace())) {
            assertThatThrownBy(() -> volume.attributes(VPath.ROOT))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                    .hasMessageContaining("all 1 connections are in use")
                    .hasMessageMatching("(?s).*taken by\\s+\\S+\\(.*\\.java:?\\d*\\).*");
            upload.write(ByteBuffer.wrap(new byte[1]), 0);
        }
        assertThat(volume.attributes(VPath.of("/a")).size()).isEqualTo(1);
    }

    @Test
    void servesThoseWhoWaitInTheOrderOfAsking() throws Exception {
        Volume volume = mount(1, Duration.ofSeconds(20));
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> waiting = new ArrayList<>();
            try (Node upload = volume.open(VPath.of("/a"), Open.replace())) {
                tap.takeCommands();
                for (int i = 0; i < 3; i++) {
                    VPath path = VPath.of("/" + i);
                    Thread[] thread = new Thread[1];
                    waiting.add(threads.submit(() -> {
                        thread[0] = Thread.currentThread();
                        return volume.attributes(path);
                    }));
                    await().until(() -> thread[0] != null && thread[0].getState() == Thread.State.TIMED_WAITING);
                }
                upload.write(ByteBuffer.wrap(new byte[1]), 0);
            }
            for (Future<?> thread : waiting) {
                assertThatThrownBy(() -> thread.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StorageException.class);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(tap.takeCommands())
                .filteredOn(command -> command.startsWith("MLST"))
                .containsExactly("MLST /0", "MLST /1", "MLST /2");
    }

    @Test
    void takesTheConnectionOfADownloadThatNobodyReads() throws Exception {
        Volume volume = mount(2, Duration.ofSeconds(20));
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Contents.write(volume, "/a", content);
        List<Node> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Node node = volume.open(VPath.of("/a"), Open.read());
            ByteBuffer start = ByteBuffer.allocate(1000);
            assertThat(node.read(start, 0)).isPositive();
            open.add(node);
        }
        for (Node node : open) {
            assertThat(Contents.read(node)).isEqualTo(content);
            node.close();
        }
    }

    @Test
    void closesWhatIsIdleForTooLong() throws Exception {
        RemoteStorage storage = connect(4, Duration.ofSeconds(5), Duration.ofMillis(200));
        Volume volume = storage.mount(Identity.ANONYMOUS);
        await().until(() -> tap.takeVerbs().contains("QUIT"));
        await().until(() -> server.server.sessions().isEmpty());
        assertThat(volume.attributes(VPath.ROOT).isDirectory()).isTrue();
    }

    @Test
    void connectsAnewWhenTheServerHadClosed() throws Exception {
        Volume volume = mount(4, Duration.ofSeconds(5));
        Contents.write(volume, "/a", "x");
        tap.cut();
        assertThat(volume.attributes(VPath.of("/a")).size()).isEqualTo(1);
        tap.cut();
        assertThat(Contents.text(volume, "/a")).isEqualTo("x");
        tap.cut();
        Contents.write(volume, "/a", "xy");
        tap.cut();
        Contents.makeDirectory(volume, "/dir");
        tap.cut();
        Contents.delete(volume, "/dir");
        assertThat(Contents.names(volume, "/")).containsExactly("a");
    }

    @Test
    void failsWhatRunsWhenTheServerGoesAndThenGoesOn() throws Exception {
        Volume volume = mount(4, Duration.ofSeconds(5));
        try (Node upload = volume.open(VPath.of("/a"), Open.replace())) {
            upload.write(ByteBuffer.wrap(new byte[1]), 0);
            tap.cut();
            assertThatThrownBy(upload::close).isInstanceOf(StorageException.class);
        }
        Contents.write(volume, "/a", "again");
        assertThat(Contents.text(volume, "/a")).isEqualTo("again");
    }

    @Test
    void closesAllWithinASecond() throws Exception {
        RemoteStorage storage = connect(4, Duration.ofSeconds(60), Duration.ofMinutes(1));
        Volume volume = storage.mount(Identity.ANONYMOUS);
        Contents.write(volume, "/a", new byte[5_000_000]);
        Node download = volume.open(VPath.of("/a"), Open.read());
        Node upload = volume.open(VPath.of("/b"), Open.replace());
        long start = System.nanoTime();
        storage.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertStale(() -> download.read(ByteBuffer.allocate(10), 0));
        assertStale(() -> upload.write(ByteBuffer.allocate(10), 0));
        assertStale(() -> volume.attributes(VPath.ROOT));
        storage.close();
        await().until(() -> server.server.sessions().isEmpty());
        try (Volume behind = server.storage.mount(Identity.of("test"))) {
            assertThat(Contents.names(behind, "/")).containsExactly("a"); // the upload left nothing
        }
    }

    @Test
    void endsWaitingWhenItIsClosed() throws Exception {
        RemoteStorage storage = connect(1, Duration.ofSeconds(60), Duration.ofMinutes(1));
        Volume volume = storage.mount(Identity.ANONYMOUS);
        volume.open(VPath.of("/a"), Open.replace());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Thread[] waiter = new Thread[1];
            Future<?> waiting = thread.submit(() -> {
                waiter[0] = Thread.currentThread();
                assertStale(() -> volume.attributes(VPath.ROOT));
            });
            await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
            storage.close();
            waiting.get(5, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }

    private static void assertStale(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.STALE));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        mount(4, Duration.ofSeconds(5));
        connector.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("fairlead-ftp-client")));
    }

    @Test
    void thePoolItselfMayBeClosedTwice() throws Exception {
        FtpTarget target = FtpTarget.of(tap.uri(), OurServer.ME);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            ConnectionPool pool = new ConnectionPool(target, new Dialer(target, new ServerTraits()), timer);
            pool.close();
            pool.close();
            assertThatThrownBy(() -> pool.acquire(ConnectionPool.Wanted.ANY)).isInstanceOf(StorageException.class);
        } finally {
            timer.shutdownNow();
        }
    }

    /** Modules go and come: whoever closes does not know whether others do so too. */
    @Test
    void isClosedOnceHoweverOftenAndByHowMany() throws Exception {
        for (int round = 0; round < 20; round++) {
            RemoteStorage storage = connect(1, Duration.ofSeconds(5), Duration.ofMinutes(1));
            Volume volume = storage.mount(Identity.ANONYMOUS);
            List<Callable<Void>> closers = Collections.nCopies(4, () -> {
                volume.close();
                storage.close();
                return null;
            });
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (Future<Void> closer : threads.invokeAll(closers)) {
                    closer.get(10, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThatThrownBy(() -> storage.mount(Identity.ANONYMOUS)).isInstanceOf(StorageException.class);
        }
    }

    /** What is given back is for those who wait, not for whoever asks at that moment. */
    @Test
    void nobodyOvertakesThoseWhoWait() throws Exception {
        FtpTarget target = FtpTarget.of(tap.uri(), OurServer.ME);
        target = FtpTarget.of(tap.uri(), target.options().with(ConnectOptions.MAX_CONNECTIONS, 1));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ConnectionPool pool = new ConnectionPool(target, new Dialer(target, new ServerTraits()), timer);
        try {
            for (int round = 0; round < 50; round++) {
                List<String> order = new CopyOnWriteArrayList<>();
                Loan held = pool.acquire(ConnectionPool.Wanted.ANY);
                FutureTask<Void> waiting = new FutureTask<>(() -> {
                    Loan loan = pool.acquire(ConnectionPool.Wanted.ANY);
                    order.add("who waited");
                    loan.release();
                    return null;
                });
                Thread waiter = new Thread(waiting);
                waiter.start();
                await().pollInterval(Duration.ofMillis(1)).until(() -> waiter.getState() == State.TIMED_WAITING);
                held.release();
                Loan next = pool.acquire(ConnectionPool.Wanted.ANY);
                order.add("who came");
                next.release();
                waiting.get(10, TimeUnit.SECONDS);
                assertThat(order).containsExactly("who waited", "who came");
            }
        } finally {
            pool.close();
            timer.shutdownNow();
        }
    }
}
