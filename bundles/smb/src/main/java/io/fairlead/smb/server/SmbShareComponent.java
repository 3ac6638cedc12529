// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ListValue;
import io.fairlead.api.config.ServiceChoice;
import io.fairlead.api.export.Export;
import io.fairlead.smb.server.state.Share;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

/** Offers a share for each configuration, with or without its export; servers take it up as a {@link ConfiguredShare}. */
@Component(
        service = {},
        configurationPid = SmbShareConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SmbShareConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.smb.server.ConfiguredShare\"",
        effective = "active")
public final class SmbShareComponent {
    private static final Logger LOG = LoggerFactory.getLogger(SmbShareComponent.class);

    private final BundleContext context;
    private final ConfigurationGate gate;
    private final ServiceChoice<Export> exports = new ServiceChoice<>("export", Export.NAME, this::tell, this::changed);
    private volatile Share offered; // null until a configuration could be applied
    private volatile String settingUp = ""; // name of the share
    private final ConfiguredShare service = new ConfiguredShare();
    private ServiceRegistration<ConfiguredShare> registration; // guarded by this

    /** Equal while the filter is: then it is still the same files. */
    private record Chosen(ServiceChoice<Export> choice, String filter) implements Supplier<Optional<Export>> {
        @Override
        public Optional<Export> get() {
            return choice.get();
        }
    }

    @Activate
    public SmbShareComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the SMB share", LOG::error);
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
        Share share = offered;
        if (share != null && choice.used() != null) {
            LOG.info("SMB share {} {}", share.name(), choice.state());
        } else if (share != null) {
            LOG.warn("SMB share {}: {}; clients can't open files", share.name(), choice.missing());
        }
    }

    private void tell(String sentence) {
        LOG.warn("SMB share {}: {}", settingUp, sentence);
    }

    /** A bad configuration changes nothing. */
    @Activate
    @Modified
    synchronized void configure(SmbShareConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            Share share = ConfiguredSettings.of(config, new Chosen(exports, config.export_target()));
            settingUp = share.name();
            exports.configure(String.valueOf(properties.get(Constants.SERVICE_PID)), config.export_target());
            boolean first = offered == null;
            offered = share;
            offer(share, Set.copyOf(ListValue.of(config.servers())));
            if (first || exports.used() == null) {
                LOG.info("SMB share {} {}", share.name(), exports.state());
            }
        });
    }

    /** One service for all that the configuration becomes, so that nobody is disconnected in between. */
    private void offer(Share share, Set<String> servers) {
        service.offer(share, servers);
        var properties = FrameworkUtil.asDictionary(Map.of(ConfiguredShare.NAME, share.name()));
        if (registration == null) {
            registration = context.registerService(ConfiguredShare.class, service, properties);
        } else {
            registration.setProperties(properties);
        }
    }

    /** Takes it back, unless its servers end too, and drain. */
    @Deactivate
    synchronized void stop(int reason) {
        gate.close();
        offered = null; // what is unbound from now on is not missed
        exports.keep();
        if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
            exports.forget();
            service.withdraw();
        }
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }
}
