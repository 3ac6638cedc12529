// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.ForwardingAuthenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.LoadedClasses;
import io.fairlead.api.config.ServiceChoice;
import java.util.Dictionary;
import java.util.Map;
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
 * Publishes a {@link KerberosAuthenticator} for each configuration, while the authenticator is there that has the accounts: a
 * server then waits for both as it does for one. A changed configuration replaces what is behind the service.
 */
@Component(
        service = {},
        configurationPid = KerberosConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KerberosConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.auth.Authenticator\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class KerberosComponent extends ForwardingAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(KerberosComponent.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LoginThrottle throttle;

    private final BundleContext context;
    private final ConfigurationGate gate;
    private final ServiceChoice<Authenticator> accounts =
            new ServiceChoice<>("accounts", Authenticator.NAME, LOG::warn, choice -> publish());
    private KerberosSettings settings; // null until a configuration could be applied; guarded by this, as all below
    private Dictionary<String, Object> properties;
    private ServiceRegistration<Authenticator> registration; // null while it is not published
    private volatile KerberosAuthenticator authenticator;

    @Activate
    public KerberosComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the authenticator", LOG::error);
        LoadedClasses.of(context.getBundle(), "/io/fairlead/auth/kerberos"); // a login may still be under way
    }

    @Reference(
            name = "accounts",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAccounts(ServiceReference<Authenticator> reference, Authenticator service) {
        if (service != this) {
            accounts.add(reference, service);
        }
    }

    void updatedAccounts(ServiceReference<Authenticator> reference) {
        accounts.changed(reference);
    }

    void unbindAccounts(ServiceReference<Authenticator> reference) {
        accounts.remove(reference);
    }

    /**
     * Publishes the authenticator, or changes it; a bad configuration leaves everything as it is. A keytab that is missing is
     * no reason to refuse one: it is followed.
     */
    @Activate
    @Modified
    void configure(KerberosConfig config, Map<String, Object> given) {
        gate.apply(given, () -> {
            KerberosSettings next = ConfiguredSettings.of(config);
            Dictionary<String, Object> published =
                    FrameworkUtil.asDictionary(Map.of(Authenticator.NAME, ConfiguredSettings.name(config)));
            accounts.configure(String.valueOf(given.get(Constants.SERVICE_PID)), config.accounts_target());
            use(next, published);
            publish();
        });
    }

    private synchronized void use(KerberosSettings next, Dictionary<String, Object> published) {
        if (!next.equals(settings)) {
            authenticator = new KerberosAuthenticator(next, accounts::get, this::throttle);
            settings = next;
        }
        properties = published;
        if (registration != null) {
            registration.setProperties(published);
        }
    }

    /** Not while it waits for the accounts. */
    private void publish() {
        ServiceRegistration<Authenticator> ended = null;
        synchronized (this) {
            boolean wanted = settings != null && (settings.ownAccounts() || accounts.used() != null);
            if (wanted && registration == null) {
                registration = context.registerService(Authenticator.class, this, properties);
            } else if (!wanted && registration != null) {
                ended = registration;
                registration = null;
            }
            if (settings != null && !wanted) {
                LOG.info("Kerberos waits, for {}", accounts.missing());
            }
        }
        if (ended != null) {
            ended.unregister();
        }
    }

    @Deactivate
    void stop(int reason) {
        gate.close();
        if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
            accounts.forget();
        }
        ServiceRegistration<Authenticator> ended;
        synchronized (this) {
            settings = null;
            ended = registration;
            registration = null;
        }
        if (ended != null) {
            ended.unregister();
        }
    }

    @Override
    protected Authenticator delegate() {
        return authenticator;
    }

    private LoginThrottle throttle() {
        LoginThrottle present = throttle;
        return present == null ? LoginThrottle.NONE : present;
    }
}
