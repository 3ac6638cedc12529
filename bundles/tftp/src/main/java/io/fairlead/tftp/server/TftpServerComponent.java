// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ServiceChoice;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.ServerSuccession;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.net.Endpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
 * Runs a {@link TftpServer} for each configuration, with or without its export. It registers the service itself, because
 * the property {@link FileServer#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = TftpServerConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TftpServerConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.server.FileServer\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class TftpServerComponent {
    private static final Logger LOG = LoggerFactory.getLogger(TftpServerComponent.class);

    private final BundleContext context;
    private final Endpoints endpoints;
    private final ConfigurationGate gate;
    private final ServerSuccession servers;
    private volatile List<Provider> providers = List.of(); // highest ranking first; written under this

    /** Of the host; beside the log. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<AuditSink> auditSinks = List.of();

    private final AuditLog audit = new AuditLog(() -> this.auditSinks);
    private final ServiceChoice<Export> exports = new ServiceChoice<>("export", Export.NAME, this::tell, this::changed);
    private volatile String settingUp = ""; // name of the server
    private volatile TftpServerConfig inForce; // null until a configuration could be applied

    private record Provider(ServiceReference<TftpContentProvider> reference, TftpContentProvider service) {}

    @Activate
    public TftpServerComponent(BundleContext context, @Reference Endpoints endpoints) {
        this.context = context;
        this.endpoints = endpoints;
        this.gate = new ConfigurationGate(context, "the TFTP server", LOG::error);
        this.servers = new ServerSuccession(context);
        ServerSuccession.loadClasses(context.getBundle(), "/io/fairlead/tftp");
    }

    @Reference(
            name = "export",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindExport(ServiceReference<Export> reference, Export service) {
        exports.add(reference, service);
    }

    void updatedExport(ServiceReference<Export> reference) {
        exports.changed(reference);
    }

    void unbindExport(ServiceReference<Export> reference) {
        exports.remove(reference);
    }

    private void changed(ServiceChoice<?> choice) {
        TftpServerConfig config = inForce;
        if (config != null && choice.used() != null) {
            LOG.info("TFTP server {} {}", config.name(), choice.state());
        } else if (config != null) {
            misses(config);
        }
    }

    /** A running server goes on without, and clients are told to try again, after a moment. */
    private void misses(TftpServerConfig config) {
        if (exports.used() == null) {
            LOG.warn("TFTP server {}: {}; clients are told to try again later", config.name(), exports.missing());
        }
    }

    private void tell(String sentence) {
        LOG.warn("TFTP server {}: {}", settingUp, sentence);
    }

    @Reference(name = "provider", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void bindProvider(TftpContentProvider service, ServiceReference<TftpContentProvider> reference) {
        List<Provider> all = new ArrayList<>(providers);
        all.add(new Provider(reference, service));
        all.sort(Comparator.comparing(Provider::reference).reversed()); // by ranking, then by age
        providers = List.copyOf(all);
    }

    synchronized void unbindProvider(TftpContentProvider service) {
        providers = providers.stream()
                .filter(provider -> provider.service != service)
                .toList();
    }

    /** Starts the server; later the new server takes over, and the old one drains. A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(TftpServerConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
            TftpServerBuilder settings = ConfiguredServer.apply(config, TftpServer.builder(endpoints, exports::get))
                    .owner(pid);
            settingUp = config.name();
            Runnable exportAsBefore = exports.configure(pid, config.export_target());
            try {
                run(config.name().strip(), settings);
            } catch (IOException | RuntimeException e) {
                exportAsBefore.run();
                throw e;
            }
            boolean first = inForce == null;
            inForce = config;
            if (first) { // what comes and goes later is told then
                LOG.info("TFTP server {} {}", config.name(), exports.state());
            } else {
                misses(config);
            }
        });
    }

    /** Takes no more requests; transfers end in their own time. {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        inForce = null; // what is unbound from now on is not missed
        exports.keep();
        boolean deleted = reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED;
        if (deleted) {
            exports.forget();
        }
        servers.end(deleted);
    }

    private void run(String name, TftpServerBuilder settings) throws IOException {
        TftpServer server =
                settings.providers(() -> providersOf(name)).audit(audit).start();
        servers.succeed(server, new Ending(server));
    }

    private record Ending(TftpServer server) implements ServerSuccession.Ending {
        @Override
        public void leave(boolean release) {
            server.leave(release);
        }

        @Override
        public void drain() {
            server.drain();
        }
    }

    private List<TftpContentProvider> providersOf(String server) {
        return providers.stream()
                .filter(provider -> {
                    Object only = provider.reference.getProperty(TftpContentProvider.SERVER);
                    return only == null || only.equals(server);
                })
                .map(Provider::service)
                .toList();
    }
}
