// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.ftp.server.FtpSettings.Security;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Settings of a server to be; what is not set has the default of {@link FtpSettings}. Not thread-safe. */
public final class FtpServerBuilder {
    private static final int PORT = 2121;

    private final Endpoints endpoints;
    private final Supplier<Optional<Export>> export;
    private Supplier<Optional<Authenticator>> authenticator = Optional::empty;
    private boolean authenticatorChosen;
    private Optional<TlsIdentity> tls = Optional.empty();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    private UnaryOperator<FtpSettings> settings = UnaryOperator.identity();
    private AuditSink audit = new AuditLog();

    FtpServerBuilder(Endpoints endpoints, Supplier<Optional<Export>> export) {
        this.endpoints = endpoints;
        this.export = export;
    }

    /** Where to listen, instead of 127.0.0.1:2121; port 0 picks a free one. */
    public FtpServerBuilder address(InetSocketAddress at) {
        address = at;
        return this;
    }

    /** Who may log in, instead of nobody. */
    public FtpServerBuilder authenticator(Authenticator who) {
        return authenticator(() -> Optional.of(who));
    }

    /** As {@link #authenticator(Authenticator)}, for one that may come and go; while it is away clients are told to try again. */
    public FtpServerBuilder authenticator(Supplier<Optional<Authenticator>> who) {
        authenticator = who;
        authenticatorChosen = true;
        return this;
    }

    /** The certificate; it stays the caller's to close. Without one there is no TLS. */
    public FtpServerBuilder tls(TlsIdentity certificate) {
        tls = Optional.of(certificate);
        return this;
    }

    /** Everything else: {@code change} is given the settings so far, and gives those that count. */
    public FtpServerBuilder settings(UnaryOperator<FtpSettings> change) {
        settings = change;
        return this;
    }

    /** Who is told of logins, changes and transfers, and never throws; default the log. */
    public FtpServerBuilder audit(AuditSink sink) {
        audit = sink;
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws IllegalArgumentException if the settings have TLS and there is no certificate
     * @throws IOException if the address can't be bound; the message names it
     */
    public FtpServer start() throws IOException {
        FtpSettings usual = FtpSettings.on(address);
        if (tls.isEmpty()) {
            Security with = usual.security();
            usual = usual.withSecurity(new Security(
                    TlsMode.OFF,
                    with.sessionReuse(),
                    with.plaintextBeyondLoopback(),
                    with.anonymous(),
                    with.changeMode()));
        }
        return FtpServer.start(
                settings.apply(usual),
                new FtpServices(export, authenticator, () -> authenticatorChosen, endpoints, tls, audit));
    }
}
