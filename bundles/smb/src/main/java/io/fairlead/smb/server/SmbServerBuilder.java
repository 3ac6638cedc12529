// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.Absence;
import io.fairlead.api.smb.PipeService;
import io.fairlead.net.Endpoints;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.state.Counters;
import io.fairlead.smb.server.state.CreateGuids;
import io.fairlead.smb.server.state.Ids;
import io.fairlead.smb.server.state.InFlight;
import io.fairlead.smb.server.state.Pipes;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.Sessions;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.Shares;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Settings of a server to be; what is not set has the default of {@link SmbSettings}. Not thread-safe. */
public final class SmbServerBuilder {
    private static final int PORT = 4450;
    private static final int PARTS_OF_HEAP = 4;

    private final Endpoints endpoints;
    private final List<Share> shares = new ArrayList<>();
    private boolean sharesFollow;
    private Pipes pipes = new Pipes();
    private Supplier<Optional<Authenticator>> authenticator = Optional::empty;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    private UnaryOperator<SmbSettings> settings = UnaryOperator.identity();
    private AuditSink audit = new AuditLog();

    SmbServerBuilder(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Where to listen, instead of 127.0.0.1:4450; port 0 picks a free one. */
    public SmbServerBuilder address(InetSocketAddress at) {
        address = at;
        return this;
    }

    /** Offers an Export by this name; case does not matter. */
    public SmbServerBuilder share(String name, Export export) {
        return share(Share.of(name, () -> Optional.of(export)));
    }

    /** Offers a share; {@link SmbServer#offer} changes that later. */
    public SmbServerBuilder share(Share share) {
        shares.add(share);
        return this;
    }

    /** Offers shares. */
    public SmbServerBuilder shares(Collection<Share> more) {
        shares.addAll(more);
        return this;
    }

    /** Shares that {@link SmbServer#offer} adds one by one, right after the start: clients wait for them for a moment. */
    SmbServerBuilder sharesFollow() {
        sharesFollow = true;
        return this;
    }

    /** Offers a named pipe of IPC$; case does not matter. */
    public SmbServerBuilder pipe(String name, PipeService service) {
        pipes.offer(name, service);
        return this;
    }

    /** Pipes that come and go, instead. */
    SmbServerBuilder pipes(Pipes present) {
        pipes = present;
        return this;
    }

    /** Who may log in, instead of nobody. */
    public SmbServerBuilder authenticator(Authenticator who) {
        return authenticator(() -> Optional.of(who));
    }

    /** As {@link #authenticator(Authenticator)}, for one that may come and go. */
    public SmbServerBuilder authenticator(Supplier<Optional<Authenticator>> who) {
        authenticator = who;
        return this;
    }

    /** Everything else: {@code change} is given the settings so far, and gives those that count. */
    public SmbServerBuilder settings(UnaryOperator<SmbSettings> change) {
        settings = change;
        return this;
    }

    /** Who is told of logins and changes, and never throws; default the log. */
    public SmbServerBuilder audit(AuditSink sink) {
        audit = sink;
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws IOException if the address can't be bound; the message names it
     */
    public SmbServer start() throws IOException {
        SmbSettings chosen = settings.apply(SmbSettings.on(address));
        Shares offered = new Shares(chosen.swapWait(), sharesFollow);
        offered.offer(shares);
        Ids ids = new Ids();
        Server shared = new Server(
                chosen,
                UUID.randomUUID(),
                ids,
                new Sessions(ids, chosen.limits().sessions()),
                new CreateGuids(),
                inFlight(chosen.limits().inFlight()),
                new Counters(),
                offered,
                pipes,
                authenticator,
                new Absence(chosen.swapWait()),
                audit);
        return SmbServer.start(shared, endpoints);
    }

    private static InFlight inFlight(long bytes) {
        return new InFlight(bytes == 0 ? Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP : bytes);
    }
}
