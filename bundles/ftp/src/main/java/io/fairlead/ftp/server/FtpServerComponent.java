// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ServiceChoice;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.ServerSuccession;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Runs an {@link FtpServer} for each configuration, with or without its export and authenticator. It registers the
 * service itself, because the property {@link FileServer#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = FtpServerConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FtpServerConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.server.FileServer\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class FtpServerComponent {
    private static final Logger LOG = LoggerFactory.getLogger(FtpServerComponent.class);

    private final BundleContext context;
    private final Endpoints endpoints;
    private final ConfigurationGate gate;
    private final ServerSuccession servers;
    private final ServiceChoice<Export> exports = new ServiceChoice<>("export", Export.NAME, this::tell, this::changed);
    private final ServiceChoice<Authenticator> authenticators =
            new ServiceChoice<>("authenticator", Authenticator.NAME, this::tell, this::changed);
    private final AuditLog audit = new AuditLog(() -> this.auditSinks);
    private volatile FtpServerConfig inForce; // null until a configuration could be applied
    private volatile String settingUp = ""; // name of the server

    /** Of the host; beside the log. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<AuditSink> auditSinks = List.of();

    @Activate
    public FtpServerComponent(BundleContext context, @Reference Endpoints endpoints) {
        this.context = context;
        this.endpoints = endpoints;
        this.gate = new ConfigurationGate(context, "the FTP server", LOG::error);
        this.servers = new ServerSuccession(context);
        ServerSuccession.loadClasses(context.getBundle(), "/io/fairlead/ftp");
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

    private void changed(ServiceChoice<?> choice) {
        FtpServerConfig config = inForce;
        if (config != null && choice.used() != null) {
            LOG.info("FTP server {} {}", config.name(), choice.state());
        } else if (config != null) {
            misses(config, choice);
        }
    }

    /** A running server goes on without, and clients are told to try again, after a moment. */
    private void misses(FtpServerConfig config, ServiceChoice<?> choice) {
        boolean needed = choice == exports || !config.anonymous();
        if (needed && choice.used() == null) {
            LOG.warn("FTP server {}: {}; clients are told to try again later", config.name(), choice.missing());
        }
    }

    private void tell(String sentence) {
        LOG.warn("FTP server {}: {}", settingUp, sentence);
    }

    /** Starts the server; later the new server takes over, and the old one drains. A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(FtpServerConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
            ConfiguredSettings settings = ConfiguredSettings.of(config, pid, ownFolder());
            settingUp = config.name();
            Runnable exportAsBefore = exports.configure(pid, config.export_target());
            Runnable authenticatorAsBefore = authenticators.configure(pid, config.authenticator_target());
            try {
                run(settings, !config.authenticator_target().equals(FtpServerConfig.ANY_AUTHENTICATOR));
            } catch (IOException | RuntimeException e) {
                exportAsBefore.run();
                authenticatorAsBefore.run();
                throw e;
            }
            boolean first = inForce == null;
            inForce = config;
            if (first) { // what comes and goes later is told then
                LOG.info("FTP server {} {}, {}", config.name(), exports.state(), authenticators.state());
            } else {
                misses(config, exports);
                misses(config, authenticators);
            }
        });
    }

    /** Of Karaf's or of the framework's, for the bundle's own goes with the bundle, and with it what clients have pinned. */
    private Path ownFolder() {
        String karaf = context.getProperty("karaf.data");
        if (karaf != null) {
            return Path.of(karaf, "fairlead", "tls");
        }
        BundleContext framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID).getBundleContext();
        File folder = framework == null ? null : framework.getDataFile("fairlead-tls");
        return (folder == null ? context.getDataFile("tls") : folder).toPath();
    }

    /** Takes no more clients; sessions end in their own time. {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        inForce = null; // what is unbound from now on is not missed
        exports.keep();
        authenticators.keep();
        boolean deleted = reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED;
        if (deleted) {
            exports.forget();
            authenticators.forget();
        }
        servers.end(deleted);
    }

    /** @param asked whether an authenticator is asked for, so that nobody logs in before it has come */
    private void run(ConfiguredSettings settings, boolean asked) throws IOException {
        Optional<TlsIdentity> tls = settings.tls().isPresent()
                ? Optional.of(TlsIdentities.load(settings.tls().get()))
                : Optional.empty();
        FtpServices services = new FtpServices(
                exports::get, authenticators::get, () -> asked || authenticators.isChosen(), endpoints, tls, audit);
        try {
            FtpServer server = FtpServer.start(settings.server(), services);
            servers.succeed(server, new Ending(server, tls));
        } catch (IOException | RuntimeException e) {
            tls.ifPresent(TlsIdentity::close);
            throw e;
        }
    }

    private record Ending(FtpServer server, Optional<TlsIdentity> tls) implements ServerSuccession.Ending {
        @Override
        public void leave(boolean release) {
            server.leave(release);
        }

        @Override
        public void drain() {
            server.drain();
            tls.ifPresent(TlsIdentity::close);
        }
    }
}
