// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.TftpServerBuilder;
import io.fairlead.tftp.server.WritePolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Our TFTP server over any storage, which lets everybody write. */
final class OurTftpServer implements AutoCloseable {
    final TftpServer server;
    private final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    private final SocketEndpoints endpoints = new SocketEndpoints();

    OurTftpServer(Storage storage) throws IOException {
        this(storage, settings -> settings);
    }

    OurTftpServer(Storage storage, UnaryOperator<TftpServerBuilder> settings) throws IOException {
        export.attach(storage);
        server = settings.apply(TftpServer.builder(endpoints, export)
                        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .writes(WritePolicy.REPLACE)
                        .drain(Duration.ZERO))
                .start();
    }

    /** {@code tftp://127.0.0.1:port/}. */
    String url() {
        return "tftp://127.0.0.1:" + server.addresses().get(0).getPort() + "/";
    }

    @Override
    public void close() {
        server.close(true);
        endpoints.close();
        export.close();
    }
}
