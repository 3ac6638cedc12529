// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Storage;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a {@link MemoryStorage} for each configuration. It registers the service itself, because the property
 * {@link Storage#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = MemoryStorageConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MemoryStorageConfig.class, factory = true)
public final class MemoryStorageComponent {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStorageComponent.class);

    private final BundleContext context;
    private Settings settings;
    private MemoryStorage storage;
    private ServiceRegistration<Storage> registration;

    /** What a configuration says, checked. */
    private record Settings(String name, long maxBytes, boolean caseInsensitive) {
        static Settings of(MemoryStorageConfig config) {
            if (config.name().isBlank()) {
                throw new IllegalArgumentException("name is empty; expected the name that exports refer to");
            }
            if (config.maxBytes() < 1) {
                throw new IllegalArgumentException(
                        "maxBytes = " + config.maxBytes() + "; expected a number of bytes, at least 1");
            }
            return new Settings(config.name(), config.maxBytes(), config.caseInsensitive());
        }

        Dictionary<String, Object> properties() {
            return FrameworkUtil.asDictionary(Map.of(Storage.NAME, name));
        }
    }

    /**
     * Publishes the storage.
     *
     * @throws IllegalArgumentException for a value out of range, naming it
     */
    @Activate
    public MemoryStorageComponent(BundleContext context, MemoryStorageConfig config, Map<String, Object> properties) {
        this.context = context;
        try {
            publish(Settings.of(config));
        } catch (RuntimeException e) {
            LOG.error("{}: {}; the storage is not started", properties.get("service.pid"), e.getMessage());
            throw e;
        }
    }

    /** Applies a new configuration; a bad one leaves everything as it is. */
    @Modified
    synchronized void modified(MemoryStorageConfig config, Map<String, Object> properties) {
        try {
            Settings next = Settings.of(config);
            if (next.caseInsensitive() != settings.caseInsensitive()) {
                withdraw(); // features are fixed for a storage's life
                publish(next);
            } else {
                storage.limit(next.maxBytes());
                registration.setProperties(next.properties());
                settings = next;
            }
        } catch (RuntimeException e) {
            LOG.error("{}: {}; the storage goes on as it was", properties.get("service.pid"), e.getMessage());
        }
    }

    @Deactivate
    synchronized void withdraw() {
        registration.unregister();
        storage.close();
    }

    private void publish(Settings next) {
        storage = new MemoryStorage(next.maxBytes(), next.caseInsensitive());
        registration = context.registerService(Storage.class, storage, next.properties());
        settings = next;
    }
}
