// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.ftp.server.FtpServer;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import io.fairlead.net.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Our FTP server over any storage, for the user {@code me} with the password {@code secret}. */
final class OurServer implements AutoCloseable {
    private static TlsIdentity certificate;

    private final FtpServer server;
    private final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    private final SocketEndpoints endpoints = new SocketEndpoints();

    OurServer(Storage storage) throws IOException {
        export.attach(storage);
        server = FtpServer.builder(endpoints, export)
                .authenticator(new OneUser())
                .tls(certificate())
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .start();
    }

    /** {@code scheme://me:secret@127.0.0.1:port/}. */
    String url(String scheme) {
        return scheme + "://me:secret@127.0.0.1:" + server.addresses().get(0).getPort() + "/";
    }

    /** Made once: a key takes a while. */
    private static synchronized TlsIdentity certificate() throws IOException {
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
