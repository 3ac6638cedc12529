// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
 * Publishes a {@link UsersAuthenticator} for each configuration. It registers the service itself, because the property
 * {@link Authenticator#NAME} comes from the key {@code name}; a changed configuration replaces what is behind it.
 */
@Component(
        service = {},
        configurationPid = UsersConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = UsersConfig.class, factory = true)
public final class UsersComponent implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(UsersComponent.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LoginThrottle throttle;

    private final BundleContext context;
    private final ConfigurationGate gate;
    private ServiceRegistration<Authenticator> registration; // null until a configuration could be applied
    private UsersSettings settings; // only used by SCR, one call at a time
    private volatile UsersAuthenticator authenticator;

    @Activate
    public UsersComponent(BundleContext context) {
        this.context = context;
        this.gate = new ConfigurationGate(context, "the authenticator", LOG::error);
    }

    /**
     * Publishes the authenticator, or changes it; a bad configuration leaves everything as it is. A file that is missing
     * or broken is no reason to refuse one: it is followed.
     */
    @Activate
    @Modified
    void configure(UsersConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> use(settings(config), properties(config)));
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
    public boolean accepts(Class<? extends Credential> kind) {
        return authenticator.accepts(kind);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return authenticator.authenticate(credential, peer);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        return authenticator.authenticate(credential, peer, wanted);
    }

    @Override
    public long revision() {
        return authenticator.revision(); // no two authenticators have the same
    }

    @Override
    public Optional<Identity> current(Identity known) throws AuthenticationException {
        return authenticator.current(known);
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

    private static Dictionary<String, Object> properties(UsersConfig config) {
        String name = Checked.text("name", config.name(), "the name that servers refer to");
        return FrameworkUtil.asDictionary(Map.of(Authenticator.NAME, name));
    }
}
