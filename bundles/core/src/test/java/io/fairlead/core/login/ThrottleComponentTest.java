// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.core.Configs;
import io.fairlead.testing.PublishedServices;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThrottleComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", ThrottleConfig.PID);

    private static ThrottleConfig config(Map<String, Object> values) {
        return Configs.of(ThrottleConfig.class, values);
    }

    @Test
    void isThereWithoutAConfiguration() {
        assertThat(ThrottleComponent.settings(config(Map.of()))).isEqualTo(ThrottleSettings.DEFAULT);
    }

    @Test
    void aBadConfigurationLeavesTheLastGoodOneInForce() throws Exception {
        PublishedServices published = new PublishedServices();
        ThrottleComponent component = new ThrottleComponent(published.context());
        component.configure(config(Map.of("freeFailures", 1)), PID);
        component.configure(config(Map.of("banSeconds", 0L)), PID);
        component.configure(config(Map.of("exempt", new String[] {"localhost"})), PID);
        assertThat(published.only(RefusedConfiguration.class).toString())
                .startsWith(ThrottleConfig.PID + ": exempt = ")
                .endsWith("the login throttle goes on as it was");
        InetAddress address = AddressRange.of("192.0.2.1").address();
        for (int i = 0; i < 2; i++) {
            component.begin("alice", address).failed();
        }
        assertThatThrownBy(() -> component.begin("alice", address, () -> false))
                .isInstanceOf(AuthenticationException.class);
        LoginThrottle.Attempt underWay = component.begin("alice", address);
        underWay.succeeded();
        component.begin("alice", address, () -> false).close();
        assertThat(component.bans()).isEmpty();
        assertThat(component.unban("alice")).isZero();
    }

    @Test
    void aBadValueIsNamedWithItsKey() {
        assertThatThrownBy(() -> ThrottleComponent.settings(config(Map.of("windowSeconds", 0L))))
                .hasMessage("windowSeconds = 0; expected 1 or more");
        assertThatThrownBy(() -> ThrottleComponent.settings(config(Map.of("exempt", new String[] {"x"}))))
                .hasMessageStartingWith(
                        "exempt = x; expected other addresses: \"x\" is no address or network, such as");
    }
}
