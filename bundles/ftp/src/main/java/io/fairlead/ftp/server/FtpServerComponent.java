// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.net.URL;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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

    @Reference(
            name = "export",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Export export;

    @Reference(
            name = "authenticator",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Authenticator authenticator;

    private Running running;

    /** A server, what it was made of, and its place in the registry. */
    private record Running(FtpServer server, Optional<TlsIdentity> tls, ServiceRegistration<FileServer> registration) {
        void stop(boolean release) {
            registration.unregister();
            server.close(release);
            tls.ifPresent(TlsIdentity::close);
        }
    }

    @Activate
    public FtpServerComponent(BundleContext context, @Reference Endpoints endpoints) {
        this.context = context;
        this.endpoints = endpoints;
    }

    /**
     * Starts the server.
     *
     * @throws IllegalArgumentException for a value out of range, naming it
     * @throws IOException for an address that can't be bound, or a certificate that can't be used
     */
    @Activate
    synchronized void start(FtpServerConfig config, Map<String, Object> properties) throws IOException {
        try {
            loadClasses();
            running = run(config);
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: {}; the FTP server is not started", properties.get("service.pid"), e.getMessage());
            throw e;
        }
    }

    /** Applies a new configuration: the new server takes over, the old one drains. A bad one changes nothing. */
    @Modified
    synchronized void modified(FtpServerConfig config, Map<String, Object> properties) {
        try {
            Running before = running;
            running = run(config);
            boolean moved = config.port() != 0
                    && !before.server().addresses().equals(running.server().addresses());
            Thread drain = new Thread(
                    () -> before.stop(moved), "ftp-drain-" + before.server().name());
            drain.setDaemon(true);
            drain.start();
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: {}; the FTP server goes on as it was", properties.get("service.pid"), e.getMessage());
        }
    }

    /** Drains, then ends; {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        running.stop(reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
    }

    private Running run(FtpServerConfig config) throws IOException {
        ConfiguredSettings settings =
                ConfiguredSettings.of(config, context.getDataFile("tls").toPath());
        Optional<TlsIdentity> tls = settings.tls().isPresent()
                ? Optional.of(TlsIdentities.load(settings.tls().get()))
                : Optional.empty();
        FtpServices services = new FtpServices(
                () -> Optional.ofNullable(export), () -> Optional.ofNullable(authenticator), endpoints, tls);
        try {
            FtpServer server = FtpServer.start(settings.server(), services);
            return new Running(server, tls, context.registerService(FileServer.class, server, properties(server)));
        } catch (IOException | RuntimeException e) {
            tls.ifPresent(TlsIdentity::close);
            throw e;
        }
    }

    @SuppressWarnings("JdkObsolete") // what the registry takes
    private static Dictionary<String, Object> properties(FtpServer server) {
        return new Hashtable<>(Map.of(FileServer.PROTOCOL, server.protocol(), FileServer.NAME, server.name()));
    }

    /** A session that drains after the bundle was refreshed can't load a class any more: so all are loaded now. */
    private void loadClasses() {
        Bundle bundle = context.getBundle();
        var classes = bundle.findEntries("/io/fairlead/ftp", "*.class", true);
        while (classes != null && classes.hasMoreElements()) {
            URL entry = (URL) classes.nextElement();
            String path = entry.getPath().substring(1);
            try {
                bundle.loadClass(
                        path.substring(0, path.length() - ".class".length()).replace('/', '.'));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} is not loaded ahead", path, e);
            }
        }
    }
}
