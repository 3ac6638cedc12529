// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import io.fairlead.net.TlsSettings;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A server of a folder for benchmarks and for trying things out: port, folder, user, password, keystore (optional). */
public final class FtpServerMain {
    private FtpServerMain() {}

    public static void main(String[] arguments) throws Exception {
        LocalStorage storage = LocalStorage.open(LocalSettings.of(Path.of(arguments[1])));
        ArbitratedExport export =
                new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
        export.attach(storage);
        Authenticator users = new OneUser(arguments[2], arguments[3]);
        Optional<TlsIdentity> tls = arguments.length > 4
                ? Optional.of(TlsIdentities.load(TlsSettings.keystore(Path.of(arguments[4]), "changeit".toCharArray())))
                : Optional.empty();
        FtpServerBuilder builder = FtpServer.builder(new SocketEndpoints(), export)
                .authenticator(users)
                .address(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
                .settings(settings -> settings.withLimits(new FtpSettings.Limits(0, 0, 0, 3, 0))
                        .withSecurity(new FtpSettings.Security(
                                settings.security().tls(), FtpSettings.TlsSessionReuse.PREFERRED, false, false)));
        tls.ifPresent(builder::tls);
        FtpServer server = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, storage)));
        Thread.currentThread().join();
    }

    private static void stop(FtpServer server, LocalStorage storage) {
        server.close(true);
        try {
            storage.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record OneUser(String name, String password) implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
            if (credential instanceof Credential.Password given
                    && given.user().equals(name)
                    && new String(given.password()).equals(password)) {
                return Authentication.of(Identity.of(name));
            }
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, credential.user());
        }
    }
}
