// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Fake;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ServerSuccessionTest {
    private final List<Object> registered = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private volatile int frameworkState = Bundle.ACTIVE;
    private final ServerSuccession servers = new ServerSuccession(context());

    @Test
    void theNewestIsRegisteredAndTheOneBeforeDrainsMeanwhile() {
        CountDownLatch sessionsEnd = new CountDownLatch(1);
        FileServer first = server("a", 1);
        FileServer second = server("a", 1);
        servers.succeed(first, new Recorded("first", sessionsEnd));
        assertThat(servers.present()).contains(first);
        servers.succeed(second, new Recorded("second", null));
        assertThat(servers.present()).contains(second);
        await().untilAsserted(() -> assertThat(registered).containsExactly(second));
        await().untilAsserted(() -> assertThat(ended).containsExactly("first leaves, false"));
        servers.end(true);
        assertThat(ended).contains("second leaves, true");
        assertThat(registered).isEmpty();
        assertThat(servers.present()).isEmpty();
        await().untilAsserted(() -> assertThat(ended).endsWith("second drained"));
        sessionsEnd.countDown();
        await().untilAsserted(() -> assertThat(ended).endsWith("first drained"));
    }

    @Test
    void whoStopsItDoesNotWaitForSessions() {
        CountDownLatch sessionsEnd = new CountDownLatch(1);
        servers.succeed(server("a", 1), new Recorded("it", sessionsEnd));
        servers.end(false);
        assertThat(ended).containsExactly("it leaves, false");
        sessionsEnd.countDown();
        await().untilAsserted(() -> assertThat(ended).endsWith("it drained"));
    }

    @Test
    void theFrameworksOwnStopWaitsForThem() throws Exception {
        CountDownLatch sessionsEnd = new CountDownLatch(1);
        servers.succeed(server("a", 1), new Recorded("it", sessionsEnd));
        frameworkState = Bundle.STOPPING;
        Thread end = new Thread(() -> servers.end(false));
        end.start();
        await().until(() -> end.getState() == Thread.State.WAITING);
        sessionsEnd.countDown();
        end.join();
        assertThat(ended).containsExactly("it leaves, false", "it drained");
    }

    @Test
    void anAddressThatIsLeftIsReleased() {
        servers.succeed(server("a", 1), new Recorded("first", null));
        servers.succeed(server("a", 2), new Recorded("second", null));
        servers.end(false);
        await().untilAsserted(() -> assertThat(ended)
                .containsExactlyInAnyOrder(
                        "first leaves, true", "second leaves, false", "first drained", "second drained"));
        servers.end(false);
        assertThat(ended).hasSize(4);
    }

    /** @param sessions whose end it awaits; null for none */
    private final class Recorded implements ServerSuccession.Ending {
        private final String name;
        private final CountDownLatch sessions;

        Recorded(String name, CountDownLatch sessions) {
            this.name = name;
            this.sessions = sessions;
        }

        @Override
        public void leave(boolean release) {
            ended.add(name + " leaves, " + release);
        }

        @Override
        public void drain() {
            try {
                if (sessions != null) {
                    sessions.await();
                }
                ended.add(name + " drained");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileServer server(String name, int port) {
        return Fake.of(FileServer.class, (method, arguments) -> switch (method) {
            case "protocol" -> "ftp";
            case "name" -> name;
            case "addresses" -> List.of(InetSocketAddress.createUnresolved("localhost", port));
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private BundleContext context() {
        return Fake.of(BundleContext.class, (method, arguments) -> {
            if (method.equals("getBundle")) {
                return Fake.of(Bundle.class, (asked, none) -> frameworkState);
            }
            Object service = arguments[1];
            registered.add(service);
            return Fake.of(ServiceRegistration.class, (ends, none) -> {
                registered.remove(service);
                return null;
            });
        });
    }
}
