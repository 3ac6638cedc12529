// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ConfigurationGate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the one {@link GuessThrottle}; it is there without a configuration, and with a bad one, too: without a throttle
 * nobody could log in.
 */
@Component(configurationPid = ThrottleConfig.PID, configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = ThrottleConfig.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.fairlead.api.config.RefusedConfiguration\"",
        effective = "active")
public final class ThrottleComponent implements LoginThrottle {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottleComponent.class);

    private final GuessThrottle throttle = new GuessThrottle(ThrottleSettings.DEFAULT);
    private final ConfigurationGate gate;

    @Activate
    public ThrottleComponent(BundleContext context) {
        gate = new ConfigurationGate(context, "the login throttle", LOG::error);
        gate.apply(Map.of(), () -> {}); // the defaults are in force already, whatever the first configuration is
    }

    @Activate
    @Modified
    void configure(ThrottleConfig config, Map<String, Object> properties) {
        gate.apply(properties, () -> throttle.configure(settings(config)));
    }

    @Deactivate
    void stop() {
        gate.close();
    }

    static ThrottleSettings settings(ThrottleConfig config) {
        return new ThrottleSettings(
                config.freeFailures(),
                Duration.ofMillis(config.firstDelayMillis()),
                Duration.ofMillis(config.longestDelayMillis()),
                config.addressFailures(),
                config.accountAddressFailures(),
                Duration.ofSeconds(config.windowSeconds()),
                Duration.ofSeconds(config.banSeconds()),
                Checked.each("exempt", config.exempt(), "other addresses", AddressRange::of));
    }

    @Override
    public Attempt begin(String account, InetAddress address, BooleanSupplier wanted) throws AuthenticationException {
        return throttle.begin(account, address, wanted);
    }

    @Override
    public List<Ban> bans() {
        return throttle.bans();
    }

    @Override
    public int unban(String accountOrAddress) {
        return throttle.unban(accountOrAddress);
    }
}
