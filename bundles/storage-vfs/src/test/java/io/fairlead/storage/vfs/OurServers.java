// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.ftp.server.FtpServer;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.WritePolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Our FTP and TFTP servers over one storage, on ports of their own; whoever logs in is let in. */
final class OurServers implements AutoCloseable {
    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    private final FtpServer ftp;
    private final TftpServer tftp;

    OurServers(Storage storage) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        export.attach(storage);
        ftp = FtpServer.builder(endpoints, export)
                .authenticator(new Everybody())
                .settings(settings -> settings.withDrain(Duration.ZERO))
                .address(any)
                .start();
        tftp = TftpServer.builder(endpoints, export)
                .address(any)
                .writes(WritePolicy.REPLACE)
                .drain(Duration.ZERO)
                .start();
    }

    FileServer ftp() {
        return ftp;
    }

    String ftpUrl() {
        return "ftp://me:secret@127.0.0.1:" + ftp.addresses().get(0).getPort() + "/";
    }

    String tftpUrl() {
        return "tftp://127.0.0.1:" + tftp.addresses().get(0).getPort() + "/";
    }

    @Override
    public void close() {
        ftp.close(true);
        tftp.close(true);
        endpoints.close();
        export.close();
    }

    private static final class Everybody implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) {
            return Authentication.of(Identity.of(credential.user()));
        }
    }
}
