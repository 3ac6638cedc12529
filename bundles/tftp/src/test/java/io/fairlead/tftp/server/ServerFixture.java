// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.tftp.transfer.Timing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A server over a storage, in memory if none is given, on a free port of 127.0.0.1; what it sends, it sends once soon. */
public final class ServerFixture implements AutoCloseable {
    /** For tests that wait until something is sent again. */
    public static final Timing QUICK =
            new Timing(Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofSeconds(5), 5);

    /** For clients that are to be given up soon. */
    public static final Timing HASTY =
            new Timing(Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofMillis(80), Duration.ofSeconds(1), 5);

    /** For the others, which count what is sent, however busy the machine is. */
    public static final Timing PATIENT =
            new Timing(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(8), Duration.ofSeconds(30), 5);

    public final Storage storage;
    public final TftpServer server;
    private final SocketEndpoints endpoints = new SocketEndpoints();

    public ServerFixture(UnaryOperator<TftpServerBuilder> settings) throws IOException {
        this(new MemoryStorage(), settings);
    }

    public ServerFixture(Storage storage, UnaryOperator<TftpServerBuilder> settings) throws IOException {
        this.storage = storage;
        Export export = Exports.over(storage).build();
        server = settings.apply(TftpServer.builder(endpoints, export)
                        .address(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
                        .timing(PATIENT)
                        .drain(Duration.ZERO))
                .start();
    }

    public InetSocketAddress address() {
        return server.addresses().get(0);
    }

    public int port() {
        return address().getPort();
    }

    public void folder(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"))) {
            volume.open(VPath.of(path), Open.createDirectory()).close();
        }
    }

    public void link(String path, String target) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"))) {
            volume.extension(Symlinks.class).orElseThrow().create(VPath.of(path), target);
        }
    }

    public void file(String path, byte[] content) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"));
                Node node = volume.open(VPath.of(path), Open.replace())) {
            node.write(ByteBuffer.wrap(content), 0);
        }
    }

    public void file(String path, String content) throws StorageException {
        file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public void delete(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"));
                Node node = volume.open(VPath.of(path), Open.delete())) {
            node.delete();
        }
    }

    public byte[] content(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"));
                Node node = volume.open(VPath.of(path), Open.read())) {
            var out = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
            for (long at = 0; node.read(chunk.clear(), at) > 0; at += chunk.position()) {
                out.write(chunk.array(), 0, chunk.position());
            }
            return out.toByteArray();
        }
    }

    public boolean exists(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("test"))) {
            volume.attributes(VPath.of(path));
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    public static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        server.close();
        endpoints.close();
    }
}
