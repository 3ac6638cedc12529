// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class DeclaredComponentsTest {
    @Test
    void saysWhatFailedWithTheFirstCause() {
        var component = component("io.fairlead.ftp.server.FtpServerComponent");
        var instance =
                instance(component, "io.fairlead.ftp.server~default", ComponentConfigurationDTO.FAILED_ACTIVATION);
        instance.failure =
                """
                java.lang.reflect.InvocationTargetException
                	at x.Y.z(Y.java:1)
                Caused by: java.net.BindException: cannot listen on 127.0.0.1:21: permission denied
                	... 3 more
                """;
        assertThat(problems(component, instance))
                .containsExactly("io.fairlead.ftp.server~default\tfailed to start: "
                        + "cannot listen on 127.0.0.1:21: permission denied");
    }

    @Test
    void saysWhatIsMissingAndWhatIsDoneWithout() {
        var component = component(
                "io.fairlead.x.X",
                reference("export", "io.fairlead.api.export.Export", "0..1"),
                reference("throttle", "io.fairlead.api.auth.LoginThrottle", "0..1"),
                reference("many", "io.fairlead.api.storage.Storage", "0..n"),
                reference("log", "org.example.Log", "0..1"),
                reference("must", "io.fairlead.net.Endpoints", "1..1"));
        var active = instance(component, "io.fairlead.x~1", ComponentConfigurationDTO.ACTIVE);
        active.satisfiedReferences = new SatisfiedReferenceDTO[] {
            satisfied("export", "(export.name=home)", 0),
            satisfied("throttle", null, 1),
            satisfied("many", null, 0),
            satisfied("log", null, 0)
        };
        var waiting = instance(component, "io.fairlead.x~2", ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
        var missing = new UnsatisfiedReferenceDTO();
        missing.name = "must";
        waiting.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {missing};
        assertThat(problems(component, active, waiting))
                .containsExactly(
                        "io.fairlead.x~1\tdoes without Export (export.name=home)",
                        "io.fairlead.x~2\twaits for Endpoints");
    }

    @Test
    void oneOfManyThatAFilterAsksForIsMissed() {
        var component = component(
                "io.fairlead.x.X",
                reference("export", "io.fairlead.api.export.Export", "0..n"),
                reference("sinks", "io.fairlead.api.audit.AuditSink", "0..n"));
        var active = instance(component, "io.fairlead.x~1", ComponentConfigurationDTO.ACTIVE);
        active.satisfiedReferences =
                new SatisfiedReferenceDTO[] {satisfied("export", "(export.name=home)", 0), satisfied("sinks", null, 0)};
        assertThat(problems(component, active))
                .containsExactly("io.fairlead.x~1\tdoes without Export (export.name=home)");
    }

    @Test
    void tellsWhatAComponentUses() {
        var component = component(
                "io.fairlead.x.X",
                reference("export", "io.fairlead.api.export.Export", "0..1"),
                reference("authenticator", "io.fairlead.api.auth.Authenticator", "0..n"),
                reference("storage", "io.fairlead.api.storage.Storage", "0..1"),
                reference("throttle", "io.fairlead.api.auth.LoginThrottle", "0..1"));
        component.bundle = new BundleDTO();
        component.bundle.id = 7;
        var active = instance(component, "io.fairlead.x~1", ComponentConfigurationDTO.ACTIVE);
        active.properties = Map.of("name", "office");
        active.satisfiedReferences = new SatisfiedReferenceDTO[] {
            satisfied("export", "(export.name=*)", 1),
            satisfied("authenticator", null, 3),
            satisfied("storage", "(storage.name=disk)", 0),
            satisfied("throttle", null, 0)
        };
        named(active.satisfiedReferences[0], "export.name", "files");
        named(active.satisfiedReferences[1], "authenticator.name", "users", "realm", "users");
        var components = new DeclaredComponents(runtime(component, active));
        assertThat(components.uses(7, "office"))
                .containsOnly(
                        Map.entry("Export", "files"),
                        Map.entry("Authenticator", "one of realm, users"),
                        Map.entry("Storage", "none fits (storage.name=disk)"));
        assertThat(components.uses(8, "office")).isEmpty();
        assertThat(components.uses(7, "home")).isEmpty();
    }

    private static void named(SatisfiedReferenceDTO satisfied, String key, String... names) {
        for (int i = 0; i < names.length; i++) {
            satisfied.boundServices[i] = new ServiceReferenceDTO();
            satisfied.boundServices[i].properties = Map.of(key, names[i]);
        }
    }

    @Test
    void othersComponentsAreTheirs() {
        var component = component("org.example.X", reference("log", "org.example.Log", "1..1"));
        var failed = instance(component, "org.example", ComponentConfigurationDTO.FAILED_ACTIVATION);
        assertThat(problems(component, failed)).isEmpty();
        component.references = new ReferenceDTO[] {reference("s", "io.fairlead.api.storage.Storage", "1..1")};
        assertThat(problems(component, failed)).containsExactly("org.example\tfailed to start: see the log");
    }

    private static List<String> problems(ComponentDescriptionDTO component, ComponentConfigurationDTO... instances) {
        return new DeclaredComponents(runtime(component, instances)).problems();
    }

    private static ServiceComponentRuntime runtime(
            ComponentDescriptionDTO component, ComponentConfigurationDTO... instances) {
        return Fakes.fake(
                ServiceComponentRuntime.class,
                Map.of(
                        "getComponentDescriptionDTOs", given -> List.of(component),
                        "getComponentConfigurationDTOs", given -> List.of(instances)));
    }

    private static ComponentDescriptionDTO component(String name, ReferenceDTO... references) {
        var component = new ComponentDescriptionDTO();
        component.name = name;
        component.references = references;
        return component;
    }

    private static ReferenceDTO reference(String name, String type, String cardinality) {
        var reference = new ReferenceDTO();
        reference.name = name;
        reference.interfaceName = type;
        reference.cardinality = cardinality;
        return reference;
    }

    private static ComponentConfigurationDTO instance(ComponentDescriptionDTO component, String pid, int state) {
        var instance = new ComponentConfigurationDTO();
        instance.description = component;
        instance.properties = Map.of("service.pid", pid);
        instance.state = state;
        return instance;
    }

    private static SatisfiedReferenceDTO satisfied(String name, String target, int bound) {
        var reference = new SatisfiedReferenceDTO();
        reference.name = name;
        reference.target = target;
        reference.boundServices = new ServiceReferenceDTO[bound];
        return reference;
    }
}
