// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.ftp.server.FtpServer;
import io.fairlead.ftp.server.FtpSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import io.fairlead.net.TlsSettings;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/** Our server over a storage in memory, for the user {@code me} with the password {@code secret}. */
final class OurServer implements AutoCloseable {
    static final ConnectOptions ME =
            ConnectOptions.NONE.with(ConnectOptions.USER, "me").with(ConnectOptions.PASSWORD, "secret");
    private static TlsIdentity certificate;

    final MemoryStorage storage = new MemoryStorage();
    final FtpServer server;
    private final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    private final SocketEndpoints endpoints = new SocketEndpoints();

    private OurServer(InetAddress address, UnaryOperator<FtpSettings> settings) throws IOException {
        export.attach(storage);
        server = FtpServer.builder(endpoints, export)
                .authenticator(new OneUser())
                .tls(certificate())
                .address(new InetSocketAddress(address, 0))
                .settings(settings)
                .start();
    }

    static OurServer start() throws IOException {
        return start(InetAddress.getLoopbackAddress());
    }

    static OurServer start(InetAddress address) throws IOException {
        return new OurServer(address, settings -> settings);
    }

    static OurServer start(UnaryOperator<FtpSettings> settings) throws IOException {
        return new OurServer(InetAddress.getLoopbackAddress(), settings);
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + port() + "/");
    }

    /** Made once: a key takes a while. */
    static synchronized TlsIdentity certificate() throws IOException {
        if (certificate == null) {
            certificate = TlsIdentities.load(TlsSettings.selfSigned(Files.createTempDirectory("ftp-tls")));
        }
        return certificate;
    }

    static String certificateSha256() throws IOException, GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(certificate().certificate().getEncoded()));
    }

    @Override
    public void close() {
        server.close(true);
        endpoints.close();
        export.close();
        storage.close();
    }

    private static final class OneUser implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
            if (credential instanceof Credential.Password p
                    && p.user().equals("me")
                    && new String(p.password()).equals("secret")) {
                return Authentication.of(Identity.of("me"));
            }
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, credential.user());
        }
    }
}
