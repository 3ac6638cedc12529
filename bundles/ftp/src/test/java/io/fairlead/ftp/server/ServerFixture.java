// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import io.fairlead.net.TlsSettings;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A server over a storage in memory, with the users {@code me} and {@code guest} (who may only look). */
final class ServerFixture implements AutoCloseable {
    static final String PASSWORD = "secret";
    private static TlsIdentity certificate;

    final MemoryStorage storage = new MemoryStorage();
    final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    volatile Optional<Export> served = Optional.of(export);
    volatile Optional<Authenticator> authenticator = Optional.of(new TwoUsers());
    volatile boolean authenticatorChosen;
    final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    volatile Consumer<AuditEvent> whenAudited = event -> {};
    final FtpServer server;
    private final SocketEndpoints endpoints = new SocketEndpoints();

    private ServerFixture(UnaryOperator<FtpSettings> settings) throws IOException {
        export.attach(storage);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        FtpServices services = new FtpServices(
                () -> served,
                () -> authenticator,
                () -> authenticatorChosen,
                endpoints,
                Optional.of(certificate()),
                event -> {
                    audited.add(event);
                    whenAudited.accept(event);
                });
        server = FtpServer.start(settings.apply(FtpSettings.on(anyPort)), services);
    }

    static ServerFixture start() throws IOException {
        return start(settings -> settings);
    }

    static ServerFixture start(UnaryOperator<FtpSettings> settings) throws IOException {
        return new ServerFixture(settings);
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    RawClient connect() throws IOException {
        return new RawClient(port());
    }

    /** Connected and logged in as {@code me}, in TYPE I. */
    RawClient login() throws IOException {
        return connect().login("me", PASSWORD);
    }

    /** As {@link #login}, with TLS on control and data connections. */
    RawClient loginWithTls() throws IOException {
        RawClient client = connect();
        client.expect(220);
        client.command("AUTH TLS", 234);
        client.startTls();
        client.command("USER me", 331);
        client.command("PASS " + PASSWORD, 230);
        client.command("TYPE I", 200);
        return client.protectData();
    }

    void write(String path, byte[] content) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("fixture"));
                var file = volume.open(VPath.of(path), Open.replace())) {
            file.write(ByteBuffer.wrap(content), 0);
        }
    }

    /** Null if there is none. */
    byte[] read(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("fixture"));
                var file = volume.open(VPath.of(path), Open.read())) {
            ByteBuffer content = ByteBuffer.allocate((int) file.attributes().size());
            while (content.hasRemaining() && file.read(content, content.position()) > 0) {}
            return content.array();
        } catch (StorageException e) {
            return null;
        }
    }

    List<String> names(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("fixture"));
                var directory = volume.open(VPath.of(path), Open.list())) {
            return directory.next(100_000).stream()
                    .map(entry -> entry.name())
                    .sorted()
                    .toList();
        }
    }

    void makeDirectory(String path) throws StorageException {
        try (Volume volume = storage.mount(Identity.of("fixture"))) {
            volume.open(VPath.of(path), Open.createDirectory()).close();
        }
    }

    @Override
    public void close() {
        server.close(true);
        endpoints.close();
        export.close();
        storage.close();
    }

    /** Made once: a key takes a while. */
    static synchronized TlsIdentity certificate() throws IOException {
        if (certificate == null) {
            Path folder = Files.createTempDirectory("ftp-tls");
            certificate = TlsIdentities.load(TlsSettings.selfSigned(folder));
        }
        return certificate;
    }

    private static final class TwoUsers implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
            boolean right = credential instanceof Credential.Password p && new String(p.password()).equals(PASSWORD);
            if (right && credential.user().equals("me")) {
                return Authentication.of(Identity.of("me"));
            }
            if (right && credential.user().equals("guest")) {
                Set<Right> look = EnumSet.of(Right.LIST, Right.READ);
                return Authentication.of(new Identity("guest", Set.of(), VPath.ROOT, look, Identity.Limits.NONE));
            }
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, credential.user());
        }
    }
}
