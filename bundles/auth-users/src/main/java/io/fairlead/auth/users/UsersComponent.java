// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Accounts;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.ForwardingAuthenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import io.fairlead.api.config.LoadedClasses;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
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
 * Publishes a {@link UsersAuthenticator}, and its {@link Accounts}, for each configuration. It registers the services
 * itself, because the property {@link Authenticator#NAME} comes from the key {@code name}; a changed configuration
 * replaces what is behind them.
 */
@Component(
        service = {},
        configurationPid = UsersConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = UsersConfig.class, factory = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.auth.Authenticator\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.auth.Accounts\"",
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class UsersComponent extends ForwardingAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(UsersComponent.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LoginThrottle throttle;

    private final BundleContext context;
    private final ConfigurationGate gate;
    private ServiceRegistration<Authenticator> registration; // null until a configuration could be applied
    private ServiceRegistration<Accounts> accounts; // as the registration
    private volatile UsersSettings settings; // only changed by SCR, one call at a time
    private volatile UsersAuthenticator authenticator;

    @Activate
    public UsersComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the authenticator", LOG::error);
        LoadedClasses.of(context.getBundle(), "/io/fairlead/auth/users"); // a login may still be under way
    }

    /**
     * Publishes the authenticator, or changes it; a bad configuration leaves everything as it is. A file that is missing
     * or broken is no reason to refuse one: it is followed.
     */
    @Activate
    @Modified
    void configure(UsersConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> {
            UsersSettings checked = settings(config);
            Dictionary<String, Object> published = properties(config);
            firstUser(config).ifPresent(name -> FirstUser.prepare(checked.file(), name, config.firstUserNtlm()));
            use(checked, published);
        });
    }

    private void use(UsersSettings next, Dictionary<String, Object> published) {
        if (!next.equals(settings)) {
            UsersAuthenticator before = authenticator;
            authenticator = new UsersAuthenticator(next, this::throttle);
            settings = next;
            if (before != null) {
                before.close();
            }
        }
        if (registration == null) {
            registration = context.registerService(Authenticator.class, this, published);
            accounts = context.registerService(Accounts.class, new UsersAccounts(() -> settings.file()), published);
        } else {
            registration.setProperties(published);
            accounts.setProperties(published);
        }
    }

    @Deactivate
    void stop() {
        gate.close();
        if (registration != null) {
            accounts.unregister();
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

    private static UsersSettings settings(UsersConfig config) {
        String file = Checked.text("file", config.file(), "the path of the file of users");
        try {
            return new UsersSettings(Path.of(file), Duration.ofSeconds(config.cacheSeconds()));
        } catch (InvalidPathException e) {
            throw Checked.bad("file", file, "a path", e);
        }
    }

    private static Optional<String> firstUser(UsersConfig config) {
        String name = config.firstUser().strip();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!UserName.valid(name)) {
            throw Checked.bad("firstUser", name, "1 to 64 letters, digits, or any of . _ - @ +");
        }
        return Optional.of(name);
    }

    private static Dictionary<String, Object> properties(UsersConfig config) {
        String name = Checked.text("name", config.name(), "the name that servers refer to");
        return FrameworkUtil.asDictionary(Map.of(Authenticator.NAME, name));
    }
}
