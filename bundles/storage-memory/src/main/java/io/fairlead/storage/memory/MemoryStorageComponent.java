// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.storage.Storage;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
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
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.storage.Storage\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class MemoryStorageComponent {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStorageComponent.class);

    private final BundleContext context;
    private final ConfigurationGate gate;
    private Settings settings; // null, as what follows, until a configuration could be applied
    private MemoryStorage storage;
    private ServiceRegistration<Storage> registration;

    /** What a configuration says, checked. */
    private record Settings(String name, long maxBytes, boolean caseInsensitive) {
        static Settings of(MemoryStorageConfig config) {
            return new Settings(
                    Checked.text("name", config.name(), "the name that exports refer to"),
                    Checked.atLeast("maxBytes", config.maxBytes(), 1),
                    config.caseInsensitive());
        }

        Dictionary<String, Object> properties(Storage storage) {
            return FrameworkUtil.asDictionary(
                    Map.of(Storage.NAME, name, Storage.ID, storage.storageId().orElseThrow()));
        }
    }

    @Activate
    public MemoryStorageComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the storage", LOG::error);
    }

    /** Publishes the storage, or changes it; a bad configuration leaves everything as it is. */
    @Activate
    @Modified
    synchronized void configure(MemoryStorageConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> use(Settings.of(config)));
    }

    private void use(Settings next) {
        if (settings == null) {
            publish(next);
        } else if (next.caseInsensitive() != settings.caseInsensitive()) {
            withdrawCurrent(); // features are fixed for a storage's life
            publish(next);
        } else {
            storage.limit(next.maxBytes());
            registration.setProperties(next.properties(storage));
            settings = next;
        }
    }

    @Deactivate
    synchronized void withdraw() {
        gate.close();
        withdrawCurrent();
    }

    private void withdrawCurrent() {
        if (settings != null) {
            registration.unregister();
            storage.close();
            settings = null;
        }
    }

    private void publish(Settings next) {
        storage = new MemoryStorage(next.maxBytes(), next.caseInsensitive());
        registration = context.registerService(Storage.class, storage, next.properties(storage));
        settings = next;
    }
}
