// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ListValue;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a {@link VfsStorage} for each configuration, as soon as the manager has the scheme of its URL. It registers the
 * service itself, because the property {@link Storage#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = VfsStorageConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = VfsStorageConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.storage.Storage\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class VfsStorageComponent {
    private static final Logger LOG = LoggerFactory.getLogger(VfsStorageComponent.class);
    private static final long LOOK_MILLIS = 500;

    private final BundleContext context;
    private final FileSystemManager manager;
    private final ConfigurationGate gate;
    private final Collection<FileServer> servers = new CopyOnWriteArrayList<>();
    private Wanted wanted; // null, as what follows, until a configuration could be applied
    private VfsStorage storage; // null, as what follows, while the scheme is not there
    private ServiceRegistration<Storage> registration;
    private ScheduledExecutorService looking; // null, as the next, unless a scheme is waited for
    private ScheduledFuture<?> looks;

    /** What a configuration says, checked. */
    private record Wanted(String name, VfsSettings settings) {}

    @Activate
    public VfsStorageComponent(BundleContext context, @Reference FileSystemManager manager) {
        this.context = context;
        this.manager = manager;
        this.gate = new ConfigurationGate(context, "the storage", LOG::error);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindServer(FileServer server) {
        servers.add(server);
    }

    void unbindServer(FileServer server) {
        servers.remove(server);
    }

    /** Publishes the storage, or changes it; a bad configuration leaves everything as it is. */
    @Activate
    @Modified
    synchronized void configure(VfsStorageConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> use(checked(config)));
    }

    private void use(Wanted next) {
        VfsStorage made = hasScheme(next) ? make(next) : null; // throws before anything has changed
        if (storage != null && made != null && next.settings().equals(wanted.settings())) {
            registration.setProperties(properties(next));
            wanted = next;
            return;
        }
        withdrawCurrent();
        wanted = next;
        if (made != null) {
            publish(made);
        } else {
            LOG.info("The storage {} waits for the scheme of {}", next.name(), next.settings());
            looking = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "vfs-scheme");
                thread.setDaemon(true);
                return thread;
            });
            looks = looking.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Nobody tells when a scheme comes. */
    private synchronized void look() {
        if (looking == null || !hasScheme(wanted)) {
            return;
        }
        stopLooking();
        try {
            publish(make(wanted));
        } catch (IllegalArgumentException e) {
            LOG.error("The storage {} is not started: {}", wanted.name(), e.getMessage());
        }
    }

    private void stopLooking() {
        if (looking != null) {
            looks.cancel(false);
            looking.shutdown();
            looking = null;
        }
    }

    private boolean hasScheme(Wanted of) {
        String url = of.settings().url();
        return manager.hasProvider(url.substring(0, url.indexOf(':')));
    }

    private VfsStorage make(Wanted of) {
        Optional<String> loop = loop(of.settings());
        if (loop.isPresent()) {
            throw Checked.bad(
                    "url",
                    of.settings() + " " + loop.get(),
                    "a URL that leads elsewhere; export that server's storage");
        }
        return new VfsStorage(manager, of.settings(), () -> loop(of.settings()));
    }

    private Optional<String> loop(VfsSettings settings) {
        try {
            FileName url = manager.resolveURI(settings.url());
            return OwnServers.reachedBy(url, servers);
        } catch (FileSystemException e) {
            return Optional.empty(); // it leads nowhere, as whoever mounts will see
        }
    }

    private void publish(VfsStorage made) {
        storage = made;
        registration = context.registerService(Storage.class, made, properties(wanted));
    }

    private Dictionary<String, Object> properties(Wanted of) {
        Map<String, Object> properties = new HashMap<>(Map.of(Storage.NAME, of.name()));
        if (storage != null) {
            storage.storageId().ifPresent(id -> properties.put(Storage.ID, id));
        }
        return FrameworkUtil.asDictionary(properties);
    }

    @Deactivate
    synchronized void withdraw() {
        gate.close();
        withdrawCurrent();
    }

    private void withdrawCurrent() {
        stopLooking();
        if (storage != null) {
            registration.unregister();
            storage.close();
            storage = null;
        }
    }

    private static Wanted checked(VfsStorageConfig config) {
        String name = Checked.text("name", config.name(), "the name that exports refer to");
        String url = Checked.text("url", config.url(), "the URL of a folder, as sftp://host/path");
        String shown = new VfsSettings(url, "", "", Map.of()).toString();
        if (!url.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            throw Checked.bad("url", shown, "a URL that begins with a scheme, as sftp://host/path");
        }
        if (url.regionMatches(true, 0, "file:", 0, 5)) {
            throw Checked.bad(
                    "url", shown, "another scheme: for a folder of this machine there is io.fairlead.storage.local");
        }
        if (config.user().isBlank() && !config.password().isEmpty()) {
            throw new IllegalArgumentException("password is given, and user is empty; expected both or none");
        }
        return new Wanted(name, new VfsSettings(url, config.user().strip(), config.password(), options(config)));
    }

    private static Map<String, String> options(VfsStorageConfig config) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : ListValue.of(config.options())) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw Checked.bad("options", option, "name=value");
            }
            options.put(
                    option.substring(0, equals).strip(),
                    option.substring(equals + 1).strip());
        }
        return options;
    }
}
