// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
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
    private final ConfigurationGate gate;
    private volatile Export export;
    private volatile Authenticator authenticator;
    private final List<Thread> draining = new ArrayList<>(); // servers of earlier configurations
    private volatile Running running; // null until a configuration could be applied

    /** A server, what it was made of, and its place in the registry. */
    private record Running(
            FtpServerConfig config,
            FtpServer server,
            Optional<TlsIdentity> tls,
            ServiceRegistration<FileServer> registration) {
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
        this.gate = new ConfigurationGate(context, "the FTP server", LOG::error);
        loadClasses();
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
        Running present = running;
        if (present != null) {
            LOG.info("FTP server {} has {}", present.server().name(), what);
        }
    }

    /** A running server goes on without, and every client is told to try again. */
    private void missesExport() {
        Running present = running;
        if (present != null && export == null) {
            misses(present.config().name(), "export", present.config().export_target());
        }
    }

    private void missesAuthenticator() {
        Running present = running;
        if (present != null && authenticator == null && !present.config().anonymous()) {
            misses(present.config().name(), "authenticator", present.config().authenticator_target());
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
            Running before = running;
            running = run(config, String.valueOf(properties.get(Constants.SERVICE_PID)));
            if (before == null) {
                missesExport();
                missesAuthenticator();
            } else { // what a changed filter binds and unbinds is told then
                drain(before);
            }
        });
    }

    /** In the background, as nobody waits for an earlier server but {@link #stop}. */
    private void drain(Running before) {
        boolean moved = !before.server().addresses().equals(running.server().addresses());
        Thread thread = new Thread(
                () -> before.stop(moved), "ftp-drain-" + before.server().name());
        thread.setDaemon(true);
        thread.start();
        draining.removeIf(earlier -> !earlier.isAlive());
        draining.add(thread);
    }

    /** Drains, then ends; {@code reason} tells whether there can be a successor. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        if (running != null) {
            Running last = running;
            running = null; // what is unbound from now on is not missed
            last.stop(reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        }
        try {
            for (Thread earlier : draining) {
                earlier.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Running run(FtpServerConfig config, String pid) throws IOException {
        ConfiguredSettings settings =
                ConfiguredSettings.of(config, pid, context.getDataFile("tls").toPath());
        Optional<TlsIdentity> tls = settings.tls().isPresent()
                ? Optional.of(TlsIdentities.load(settings.tls().get()))
                : Optional.empty();
        FtpServices services = new FtpServices(
                () -> Optional.ofNullable(export), () -> Optional.ofNullable(authenticator), endpoints, tls);
        try {
            FtpServer server = FtpServer.start(settings.server(), services);
            return new Running(
                    config, server, tls, context.registerService(FileServer.class, server, properties(server)));
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
