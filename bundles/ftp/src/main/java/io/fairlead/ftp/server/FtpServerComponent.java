// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.ServerSuccession;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
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
public final class FtpServerComponent {
    private static final Logger LOG = LoggerFactory.getLogger(FtpServerComponent.class);

    private final BundleContext context;
    private final Endpoints endpoints;
    private final ConfigurationGate gate;
    private final ServerSuccession servers;
    private volatile Export export;
    private volatile Authenticator authenticator;
    private final AuditLog audit = new AuditLog(() -> this.auditSinks);
    private volatile FtpServerConfig inForce; // null until a configuration could be applied

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
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindExport(Export service) {
        export = service;
        found("export " + service.name());
    }

    /** DS binds a replacement before it unbinds what that replaces. */
    void unbindExport(Export service) {
        if (export == service) {
            export = null;
            missesExport();
        }
    }

    @Reference(
            name = "authenticator",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAuthenticator(Authenticator service, Map<String, Object> properties) {
        authenticator = service;
        found("authenticator " + properties.get(Authenticator.NAME));
    }

    void unbindAuthenticator(Authenticator service) {
        if (authenticator == service) {
            authenticator = null;
            missesAuthenticator();
        }
    }

    private void found(String what) {
        servers.present().ifPresent(server -> LOG.info("FTP server {} has {}", server.name(), what));
    }

    /** A running server goes on without, and every client is told to try again. */
    private void missesExport() {
        FtpServerConfig config = inForce;
        if (config != null && export == null) {
            misses(config.name(), "export", config.export_target());
        }
    }

    private void missesAuthenticator() {
        FtpServerConfig config = inForce;
        if (config != null && authenticator == null && !config.anonymous()) {
            misses(config.name(), "authenticator", config.authenticator_target());
        }
    }

    private static void misses(String name, String what, String filter) {
        LOG.warn("FTP server {}: no {} fits {}; clients are told to try again later", name, what, filter);
    }

    /** Starts the server; later the new server takes over, and the old one drains. A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(FtpServerConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            run(config, String.valueOf(properties.get(Constants.SERVICE_PID)));
            boolean first = inForce == null;
            inForce = config;
            if (first) { // what comes and goes later is told then
                LOG.info(
                        "FTP server {} {}, {}",
                        config.name(),
                        export == null
                                ? "waits for an export " + config.export_target()
                                : "has export " + export.name(),
                        authenticator == null
                                ? "waits for an authenticator " + config.authenticator_target()
                                : "has an authenticator");
            }
        });
    }

    /** Drains, then ends; {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        inForce = null; // what is unbound from now on is not missed
        servers.end(reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
    }

    private void run(FtpServerConfig config, String pid) throws IOException {
        ConfiguredSettings settings =
                ConfiguredSettings.of(config, pid, context.getDataFile("tls").toPath());
        Optional<TlsIdentity> tls = settings.tls().isPresent()
                ? Optional.of(TlsIdentities.load(settings.tls().get()))
                : Optional.empty();
        FtpServices services = new FtpServices(
                () -> Optional.ofNullable(export), () -> Optional.ofNullable(authenticator), endpoints, tls, audit);
        try {
            FtpServer server = FtpServer.start(settings.server(), services);
            servers.succeed(server, release -> {
                server.close(release);
                tls.ifPresent(TlsIdentity::close);
            });
        } catch (IOException | RuntimeException e) {
            tls.ifPresent(TlsIdentity::close);
            throw e;
        }
    }
}
