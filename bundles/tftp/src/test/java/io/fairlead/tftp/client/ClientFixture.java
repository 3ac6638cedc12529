// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.tftp.server.ServerFixture;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A client of one server, with quick timers. */
final class ClientFixture implements AutoCloseable {
    static final ConnectOptions QUICK = ConnectOptions.NONE
            .with(TftpTarget.TIMING, ServerFixture.QUICK)
            .with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofSeconds(10));

    final TftpConnector connector = new TftpConnector();
    final RemoteStorage storage;
    final Volume volume;

    ClientFixture(InetSocketAddress server, UnaryOperator<ConnectOptions> options) throws StorageException {
        this(server, "", options);
    }

    ClientFixture(InetSocketAddress server, String path, UnaryOperator<ConnectOptions> options)
            throws StorageException {
        URI uri = URI.create("tftp://127.0.0.1:" + server.getPort() + "/" + path);
        storage = connector.connect(uri, options.apply(QUICK));
        volume = storage.mount(Identity.ANONYMOUS);
    }

    byte[] read(String path) throws StorageException {
        return read(path, 10_000);
    }

    byte[] read(String path, int chunkBytes) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.read())) {
            var content = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(chunkBytes);
            for (long at = 0; node.read(chunk.clear(), at) > 0; at += chunk.position()) {
                content.write(chunk.array(), 0, chunk.position());
            }
            return content.toByteArray();
        }
    }

    void write(String path, byte[] content, int chunkBytes) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.replace())) {
            for (int at = 0; at < content.length; at += chunkBytes) {
                node.write(ByteBuffer.wrap(content, at, Math.min(chunkBytes, content.length - at)), at);
            }
        }
    }

    @Override
    public void close() throws StorageException {
        volume.close();
        storage.close();
        connector.close();
    }
}
