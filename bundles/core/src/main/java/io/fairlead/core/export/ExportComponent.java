// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ListValue;
import io.fairlead.api.config.LoadedClasses;
import io.fairlead.api.config.ServiceChoice;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Limits;
import io.fairlead.core.quota.QuotaSettings;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
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
 * Publishes an {@link ArbitratedExport} for each configuration, with or without its storage. It registers the service
 * itself, because the property {@link Export#NAME} comes from the key {@code name}.
 */
@Component(
        service = {},
        configurationPid = ExportConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ExportConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.export.Export\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class ExportComponent {
    private static final Logger LOG = LoggerFactory.getLogger(ExportComponent.class);

    private final BundleContext context;
    private final ConfigurationGate gate;
    private final ServiceChoice<Storage> storages = new ServiceChoice<>("storage", Storage.NAME, this::tell);
    private ServiceChoice.Used<Storage> attached; // null while there is none
    private ArbitratedExport export; // null, as the next one, until a configuration could be applied
    private ServiceRegistration<Export> registration;
    private String settingUp = ""; // name of the export

    @Activate
    public ExportComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the export", LOG::error);
        LoadedClasses.of(context.getBundle(), "/io/fairlead/core");
    }

    @Reference(
            name = "storage",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindStorage(ServiceReference<Storage> reference, Storage service) {
        storages.add(reference, service);
        settle();
    }

    synchronized void updatedStorage(ServiceReference<Storage> reference) {
        storages.changed(reference);
        settle();
    }

    synchronized void unbindStorage(ServiceReference<Storage> reference) {
        storages.remove(reference);
        settle();
    }

    /** Sessions on a storage that is not used any more mount the next one; what they have open goes on (ADR 0018). */
    private void settle() {
        ServiceChoice.Used<Storage> now = storages.used();
        if (export == null || Objects.equals(now, attached)) {
            return;
        }
        if (attached != null) {
            export.retire(false);
        }
        if (now != null) {
            export.attach(now.service());
            LOG.info("Export {} serves storage {}", export.name(), now.name());
        } else {
            LOG.info("Export {} has lost storage {}: {}", export.name(), attached.name(), storages.missing());
        }
        attached = now;
    }

    private void tell(String sentence) {
        LOG.warn("Export {}: {}", settingUp, sentence);
    }

    /** Publishes the Export, or changes it; a bad configuration leaves everything as it is. */
    @Activate
    @Modified
    synchronized void configure(ExportConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            ExportSettings settings = settings(config);
            settingUp = settings.name();
            storages.configure(String.valueOf(properties.get(Constants.SERVICE_PID)), config.storage_target());
            use(settings);
        });
    }

    private void use(ExportSettings settings) {
        if (export != null) {
            export.configure(settings);
            settle();
            registration.setProperties(properties());
            return;
        }
        export = new ArbitratedExport(settings);
        settle();
        registration = context.registerService(Export.class, export, properties());
    }

    @Deactivate
    synchronized void withdraw(int reason) {
        gate.close();
        if (export != null) {
            registration.unregister();
            export.retire(true);
        }
        if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
            storages.forget();
        }
    }

    private Dictionary<String, Object> properties() {
        return FrameworkUtil.asDictionary(Map.of(Export.NAME, export.name()));
    }

    static ExportSettings settings(ExportConfig config) {
        Checked.filter("storage.target", config.storage_target(), "(storage.name=files)");
        VPath subtree;
        try {
            subtree = VPath.of(config.path());
        } catch (StorageException e) {
            throw Checked.bad("path", config.path(), "an absolute path like / or /a/b", e);
        }
        List<NamePattern> hidden = Checked.each(
                "hidden", config.hidden(), "patterns for one name each, as *.tmp", NamePattern::ignoringCase);
        Bounds.Rules bounds = new Bounds.Rules(
                limits("limitsPerSession", Limits.SESSION, config.limitsPerSession()),
                limits("limitsPerUser", Limits.USER, config.limitsPerUser()),
                limits("limitsPerExport", Limits.EXPORT, config.limitsPerExport()));
        QuotaSettings quota = new QuotaSettings(
                config.quotaBytes(),
                config.quotaFiles(),
                config.userQuotaBytes(),
                config.userQuotaFiles(),
                Duration.ofMinutes(config.quotaRecountMinutes()));
        return new ExportSettings(
                config.name().trim(),
                subtree,
                config.readOnly(),
                config.homes(),
                hidden,
                bounds,
                caseInsensitive(config.caseInsensitive().trim()),
                quota);
    }

    private static boolean caseInsensitive(String value) {
        return switch (value) {
            case "true" -> true;
            case "auto", "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        "caseInsensitive = " + value + "; expected one of auto, true, false");
        };
    }

    private static Limits limits(String key, Limits defaults, String... settings) {
        try {
            return defaults.with(ListValue.of(settings));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " = " + e.getMessage(), e);
        }
    }
}
