// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ServiceChoice;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.ServerSuccession;
import io.fairlead.api.smb.PipeService;
import io.fairlead.net.Endpoints;
import io.fairlead.smb.rpc.RpcPipe;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.state.Pipes;
import io.fairlead.smb.server.state.Share;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an {@link SmbServer} for each configuration, with or without its authenticator and shares. It registers the service
 * itself, because the property {@link FileServer#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = SmbServerConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SmbServerConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.server.FileServer\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class SmbServerComponent {
    private static final Logger LOG = LoggerFactory.getLogger(SmbServerComponent.class);

    private final Endpoints endpoints;
    private final ConfigurationGate gate;
    private final ServerSuccession servers;
    private final ServiceChoice<Authenticator> authenticators =
            new ServiceChoice<>("authenticator", Authenticator.NAME, this::tell, this::changed);
    private final AuditLog audit = new AuditLog(() -> this.auditSinks);
    private final TreeMap<ServiceReference<ConfiguredShare>, ConfiguredShare> shares = new TreeMap<>(); // guarded by it
    private Set<String> twice = Set.of(); // names of shares; guarded by shares
    private final Pipes pipes = new Pipes();
    private volatile SmbServerConfig inForce; // null until a configuration could be applied
    private volatile SmbServer running; // null until then, too
    private volatile String settingUp = ""; // name of the server

    /** Of the host; beside the log. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<AuditSink> auditSinks = List.of();

    @Activate
    public SmbServerComponent(BundleContext context, @Reference Endpoints endpoints) {
        this.endpoints = endpoints;
        this.gate = new ConfigurationGate(context, "the SMB server", LOG::error);
        this.servers = new ServerSuccession(context);
        ServerSuccession.loadClasses(context.getBundle(), "/io/fairlead/smb");
    }

    @Reference(
            name = "share",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindShare(ServiceReference<ConfiguredShare> reference, ConfiguredShare service) {
        synchronized (shares) {
            shares.put(reference, service);
            offer();
        }
    }

    void updatedShare(ServiceReference<ConfiguredShare> reference) {
        synchronized (shares) {
            offer();
        }
    }

    void unbindShare(ServiceReference<ConfiguredShare> reference) {
        synchronized (shares) {
            if (shares.get(reference).isWithdrawn()) { // else the server ends, too, and drains with it
                shares.remove(reference);
                offer();
            }
        }
    }

    @Reference(
            name = "pipe",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPipe(ServiceReference<PipeService> reference, PipeService service) {
        for (String name : pipeNames(reference)) {
            if (RpcPipe.names().contains(Pipes.key(name)) || !pipes.offer(name, service)) {
                LOG.warn("Pipe {} of {} is not offered, for there is one of that name", name, reference.getBundle());
            }
        }
    }

    void unbindPipe(ServiceReference<PipeService> reference, PipeService service) {
        pipeNames(reference).forEach(name -> pipes.withdraw(name, service));
    }

    private static List<String> pipeNames(ServiceReference<PipeService> reference) {
        Object names = reference.getProperty(PipeService.NAME);
        return names instanceof String[] several
                ? List.of(several)
                : names == null ? List.of() : List.of(names.toString());
    }

    @Reference(
            name = "authenticator",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAuthenticator(ServiceReference<Authenticator> reference, Authenticator service) {
        authenticators.add(reference, service);
    }

    void updatedAuthenticator(ServiceReference<Authenticator> reference) {
        authenticators.changed(reference);
    }

    void unbindAuthenticator(ServiceReference<Authenticator> reference) {
        authenticators.remove(reference);
    }

    /** Within the lock of the shares, so that the last word is the last change. */
    private void offer() {
        SmbServer server = running;
        if (server != null) {
            server.offer(offered(server.name()));
        }
    }

    /** The oldest of a name counts. */
    private List<Share> offered(String server) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> again = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<Share> offered = new ArrayList<>();
        for (ConfiguredShare configured : shares.descendingMap().values()) {
            configured.of(server).ifPresent(share -> {
                if (names.add(share.name())) {
                    offered.add(share);
                } else {
                    again.add(share.name());
                }
            });
        }
        if (!twice.containsAll(again)) {
            LOG.warn("SMB server {}: several shares have one name, and the oldest counts: {}", server, again);
        }
        twice = again;
        return offered;
    }

    private void changed(ServiceChoice<?> choice) {
        SmbServerConfig config = inForce;
        if (config != null && choice.used() != null) {
            LOG.info("SMB server {} {}", config.name(), choice.state());
        } else if (config != null) {
            misses(config);
        }
    }

    /** A running server goes on without, and nobody can log in, after a moment. */
    private void misses(SmbServerConfig config) {
        if (authenticators.used() == null) {
            LOG.warn("SMB server {}: {}; nobody can log in", config.name(), authenticators.missing());
        }
    }

    private void tell(String sentence) {
        LOG.warn("SMB server {}: {}", settingUp, sentence);
    }

    /** Starts the server; later the new server takes over, and the old one drains. A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(SmbServerConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
            SmbSettings settings = ConfiguredSettings.of(config, pid);
            settingUp = config.name();
            Runnable authenticatorAsBefore = authenticators.configure(pid, config.authenticator_target());
            try {
                run(settings);
            } catch (IOException | RuntimeException e) {
                authenticatorAsBefore.run();
                throw e;
            }
            boolean first = inForce == null;
            inForce = config;
            if (first) { // what comes and goes later is told then
                LOG.info("SMB server {} {}", config.name(), authenticators.state());
            } else {
                misses(config);
            }
        });
    }

    private void run(SmbSettings settings) throws IOException {
        SmbServer server;
        synchronized (shares) {
            server = SmbServer.builder(endpoints)
                    .settings(usual -> settings)
                    .shares(offered(settings.name()))
                    .sharesFollow()
                    .pipes(pipes)
                    .authenticator(authenticators::get)
                    .audit(audit)
                    .start();
            running = server;
        }
        servers.succeed(server, new Ending(server));
    }

    private record Ending(SmbServer server) implements ServerSuccession.Ending {
        @Override
        public void leave(boolean release) {
            server.leave(release);
        }

        @Override
        public void drain() {
            server.drain();
        }
    }

    /** Takes no more clients; what they are at ends in its own time. {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        inForce = null; // what is unbound from now on is not missed
        running = null; // nor taken from whoever drains
        authenticators.keep();
        boolean deleted = reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED;
        if (deleted) {
            authenticators.forget();
        }
        servers.end(deleted);
    }
}
