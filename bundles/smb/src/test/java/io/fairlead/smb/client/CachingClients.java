// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.CuttingRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Two clients of one server, of which the first remembers what it reads, for so long that only what the server tells can make
 * it forget; its messages are counted. Each pair has a folder of its own.
 */
final class CachingClients implements AutoCloseable {
    private final SmbConnector firstConnector = new SmbConnector();
    private final SmbConnector otherConnector = new SmbConnector();
    private final CuttingRelay relay;
    private final CuttingRelay otherRelay;
    private final RemoteStorage firstStorage;
    private final RemoteStorage otherStorage;
    private final Path root;
    private final Volume first;
    private final Volume other;

    /** @param port asked at each connection of the first */
    CachingClients(IntSupplier port, Path files, ConnectOptions me) throws Exception {
        root = Files.createTempDirectory(files, "cache");
        relay = relay(port);
        otherRelay = relay(port);
        String path = "/share/" + root.getFileName();
        ConnectOptions longest = me.get(SmbOptions.CACHE_TIME).equals(SmbOptions.CACHE_TIME.fallback())
                ? me.with(SmbOptions.CACHE_TIME, Duration.ofHours(1))
                : me;
        firstStorage = firstConnector.connect(URI.create("smb://127.0.0.1:" + relay.port() + path), longest);
        otherStorage = otherConnector.connect(
                URI.create("smb://127.0.0.1:" + otherRelay.port() + path), me.with(SmbOptions.CACHE_BYTES, 0));
        first = firstStorage.mount(Identity.ANONYMOUS);
        other = otherStorage.mount(Identity.ANONYMOUS);
    }

    private static CuttingRelay relay(IntSupplier port) throws IOException {
        return new CuttingRelay(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()), 0);
    }

    /** The one that remembers. */
    Volume first() {
        return first;
    }

    /** One that does not. */
    Volume other() {
        return other;
    }

    /** Where the files are on the server. */
    Path root() {
        return root;
    }

    SmbConnector connector() {
        return firstConnector;
    }

    CuttingRelay relay() {
        return relay;
    }

    /** What is done by the first client. */
    interface Action {
        void run() throws Exception;
    }

    /** Requests that the first client sends meanwhile. */
    int messages(Action action) throws Exception {
        int before = relay.requests();
        action.run();
        barrier();
        return relay.requests() - before - 1;
    }

    /** What the server has told the first client before is known to it afterwards. */
    void barrier() throws StorageException {
        try {
            first.attributes(VPath.of("/there is no such file"));
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws Exception {
        first.close();
        other.close();
        firstStorage.close();
        otherStorage.close();
        firstConnector.close();
        otherConnector.close();
        relay.close();
        otherRelay.close();
    }
}
