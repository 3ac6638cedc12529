// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.tftp.protocol.Acknowledgment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A storage that does not answer for one name holds up nobody else. */
@Timeout(60)
class HangingStorageTest {
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private volatile boolean armed;

    @Test
    void uploadsOfOtherNamesAreStored() throws Exception {
        try (var fixture = new ServerFixture(hanging(), b -> b.writes(WritePolicy.VERSIONED));
                var slow = new RawClient(fixture.address());
                var quick = new RawClient(fixture.address())) {
            slow.request(RawClient.write("slow"));
            slow.next();
            armed = true;
            slow.data(1, "slow");
            hangs.await();
            quick.request(RawClient.write("quick"));
            assertThat(quick.next()).isEqualTo(new Acknowledgment(0));
            quick.data(1, "quick");
            assertThat(quick.next()).isEqualTo(new Acknowledgment(1));
            released.countDown();
            await().until(() -> fixture.server.counters().transfers() == 2);
            assertThat(fixture.content("/slow")).asString().isEqualTo("slow");
        } finally {
            released.countDown();
        }
    }

    private Storage hanging() {
        Storage memory = new MemoryStorage();
        return new Storage() {
            @Override
            public Set<Feature> features() {
                return memory.features();
            }

            @Override
            public Volume mount(Identity user) throws StorageException {
                return hanging(memory.mount(user));
            }
        };
    }

    private Volume hanging(Volume volume) {
        Class<?>[] type = {Volume.class};
        return (Volume) Proxy.newProxyInstance(getClass().getClassLoader(), type, (proxy, method, arguments) -> {
            if (armed && method.getName().equals("attributes") && arguments[0].equals(VPath.of("/slow"))) {
                hangs.countDown();
                released.await();
            }
            try {
                return method.invoke(volume, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
