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
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ServerSuccessionTest {
    private final List<Object> registered = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final ServerSuccession servers = new ServerSuccession(context());

    @Test
    void theNewestIsRegisteredAndTheOneBeforeDrainsMeanwhile() throws Exception {
        CountDownLatch sessionsEnd = new CountDownLatch(1);
        FileServer first = server("a", 1);
        FileServer second = server("a", 1);
        servers.succeed(first, release -> {
            awaitQuietly(sessionsEnd);
            ended.add("first " + release);
        });
        assertThat(servers.present()).contains(first);
        servers.succeed(second, release -> ended.add("second " + release));
        assertThat(servers.present()).contains(second);
        await().untilAsserted(() -> assertThat(registered).containsExactly(second));
        assertThat(ended).isEmpty();
        Thread end = new Thread(() -> servers.end(true));
        end.start();
        await().untilAsserted(() -> assertThat(ended).containsExactly("second true"));
        assertThat(registered).isEmpty();
        assertThat(servers.present()).isEmpty();
        assertThat(end.isAlive()).as("waits for the first").isTrue();
        sessionsEnd.countDown();
        end.join();
        assertThat(ended).containsExactly("second true", "first false");
    }

    @Test
    void anAddressThatIsLeftIsReleased() {
        servers.succeed(server("a", 1), release -> ended.add("first " + release));
        servers.succeed(server("a", 2), release -> ended.add("second " + release));
        servers.end(false);
        assertThat(ended).containsExactlyInAnyOrder("first true", "second false");
        servers.end(false);
        assertThat(ended).hasSize(2);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
            Object service = arguments[1];
            registered.add(service);
            return Fake.of(ServiceRegistration.class, (ends, none) -> {
                registered.remove(service);
                return null;
            });
        });
    }
}
