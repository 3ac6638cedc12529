// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Fake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ConfigurationGateTest {
    private static final Map<String, Object> PID = Map.of("service.pid", "x~1", "component.name", "X");

    private final List<RefusedConfiguration> published = new ArrayList<>();
    private final List<Dictionary<?, ?>> properties = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();
    private final ConfigurationGate gate = new ConfigurationGate(context(), "the server", (line, fault) -> {
        lines.add(line);
        faults.add(fault);
    });

    @Test
    void aBadFirstConfigurationIsToldUntilAGoodOneComes() {
        assertThat(gate.apply(PID, () -> {
                    throw new IllegalArgumentException("port = 7; expected 8");
                }))
                .isFalse();
        assertThat(lines).containsExactly("x~1: port = 7; expected 8; the server is not started");
        assertThat(faults).containsOnlyNulls();
        assertThat(published)
                .containsExactly(new RefusedConfiguration("x~1", "the server", "port = 7; expected 8", false));
        assertThat(properties.get(0).get(RefusedConfiguration.PID)).isEqualTo("x~1");
        assertThat(properties.get(0).get(RefusedConfiguration.REASON)).isEqualTo("port = 7; expected 8");
        assertThat(properties.get(0).get(RefusedConfiguration.EARLIER_IN_FORCE)).isEqualTo(false);
        assertThat(gate.apply(PID, () -> {})).isTrue();
        assertThat(published).isEmpty();
    }

    @Test
    void aBadLaterOneLeavesTheEarlierInForceAndTheLastRefusalCounts() {
        gate.apply(PID, () -> {});
        gate.apply(PID, () -> {
            throw new IOException("in use");
        });
        gate.apply(PID, () -> {
            throw new IOException();
        });
        assertThat(lines)
                .containsExactly(
                        "x~1: in use; the server goes on as it was",
                        "x~1: java.io.IOException; the server goes on as it was");
        assertThat(published).singleElement().satisfies(refusal -> assertThat(refusal.earlierInForce())
                .isTrue());
        gate.close();
        gate.close();
        assertThat(published).isEmpty();
    }

    @Test
    void aFaultOfOursIsLoggedWithItsTrace() {
        gate.apply(Map.of("component.name", "X"), () -> {
            throw new IllegalStateException("oops");
        });
        assertThat(lines).containsExactly("X: java.lang.IllegalStateException: oops; the server is not started");
        assertThat(faults).hasOnlyElementsOfType(IllegalStateException.class);
    }

    private BundleContext context() {
        return Fake.of(BundleContext.class, (method, arguments) -> {
            RefusedConfiguration refusal = (RefusedConfiguration) arguments[1];
            published.add(refusal);
            properties.add((Dictionary<?, ?>) arguments[2]);
            return Fake.of(ServiceRegistration.class, (ended, none) -> {
                published.remove(refusal);
                return null;
            });
        });
    }
}
