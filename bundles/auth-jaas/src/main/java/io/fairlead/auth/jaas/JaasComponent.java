// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.ForwardingAuthenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.ListValue;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a {@link JaasAuthenticator} for each configuration. It registers the service itself, because the property
 * {@link Authenticator#NAME} comes from the key {@code name}; a changed configuration replaces what is behind it.
 */
@Component(
        service = {},
        configurationPid = JaasConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JaasConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.auth.Authenticator\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class JaasComponent extends ForwardingAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(JaasComponent.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LoginThrottle throttle;

    private final BundleContext context;
    private final ConfigurationGate gate;
    private ServiceRegistration<Authenticator> registration; // null until a configuration could be applied
    private JaasSettings settings; // only used by SCR, one call at a time
    private volatile JaasAuthenticator authenticator;

    @Activate
    public JaasComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the authenticator", LOG::error);
    }

    /**
     * Publishes the authenticator, or changes it; a bad configuration leaves everything as it is. A realm that is not there
     * is no reason to refuse one: it may come.
     */
    @Activate
    @Modified
    void configure(JaasConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> use(settings(config), properties(config)));
    }

    private void use(JaasSettings next, Dictionary<String, Object> published) {
        if (!next.equals(settings)) {
            JaasAuthenticator before = authenticator;
            authenticator = new JaasAuthenticator(next, this::throttle);
            settings = next;
            if (before != null) {
                before.close();
            }
        }
        if (registration == null) {
            registration = context.registerService(Authenticator.class, this, published);
        } else {
            registration.setProperties(published);
        }
    }

    @Deactivate
    void stop() {
        gate.close();
        if (registration != null) {
            registration.unregister();
            authenticator.close();
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

    private static JaasSettings settings(JaasConfig config) {
        Set<String> roleClasses = set(config.roleClasses());
        Set<String> readRoles = set(config.readRoles());
        Set<String> writeRoles = set(config.writeRoles());
        if (readRoles.isEmpty() && writeRoles.isEmpty()) {
            throw new IllegalArgumentException(
                    "readRoles and writeRoles are empty; expected a role, or *, in one of them: nobody could log in");
        }
        String home = Checked.text("home", config.home(), "an absolute path like /, or /homes/{user}");
        if (!home.startsWith("/") || home.matches(".*/\\.{1,2}(/.*)?")) {
            throw Checked.bad("home", home, "an absolute path like /, or /homes/{user}");
        }
        return new JaasSettings(
                Checked.text("realm", config.realm(), "the name of a realm"),
                roleClasses,
                readRoles,
                writeRoles,
                home,
                Checked.range("threads", config.threads(), 1, 256),
                Duration.ofSeconds(Checked.range("timeoutSeconds", config.timeoutSeconds(), 1, 300)),
                Duration.ofSeconds(Checked.range("sessionSeconds", config.sessionSeconds(), 0, 604_800)));
    }

    private static Set<String> set(String[] values) {
        return new HashSet<>(ListValue.of(values));
    }

    private static Dictionary<String, Object> properties(JaasConfig config) {
        String name = Checked.text("name", config.name(), "the name that servers refer to");
        return FrameworkUtil.asDictionary(Map.of(Authenticator.NAME, name));
    }
}
