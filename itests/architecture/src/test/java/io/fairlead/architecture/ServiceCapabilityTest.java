// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.felix.framework.util.manifestparser.ManifestParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service that a component publishes is in the manifest by itself, one that code registers is not: a resolver would then
 * refuse whoever requires it.
 */
class ServiceCapabilityTest {
    private static RegisteredServices services;

    static List<BuiltBundle> bundles() throws IOException {
        return BuiltBundle.all();
    }

    @BeforeAll
    static void read() throws IOException {
        services = RegisteredServices.of(
                bundles().stream().filter(b -> !b.name().equals("testing")).toList());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void providesWhatItRegisters(BuiltBundle bundle) {
        List<String> provided = ManifestParser.parseDelimitedString(bundle.header("Provide-Capability"), ",");
        assertThat(services.of(bundle.name())).allSatisfy(type -> assertThat(provided)
                .as("capabilities of %s, which registers %s", bundle, type)
                .anyMatch(
                        c -> c.startsWith("osgi.service;") && c.contains("objectClass:List<String>=\"" + type + "\"")));
    }

    @Test
    void eachRegistrationNamesItsClass() {
        assertThat(services.unreadable())
                .as("registerService without a class literal")
                .isEmpty();
        assertThat(services.of("storage-local"))
                .contains("io.fairlead.api.storage.Storage", "io.fairlead.api.config.RefusedConfiguration");
        assertThat(services.of("tftp")).contains("io.fairlead.api.server.FileServer");
        assertThat(services.of("vfs")).contains("org.apache.commons.vfs2.FileSystemManager");
    }
}
