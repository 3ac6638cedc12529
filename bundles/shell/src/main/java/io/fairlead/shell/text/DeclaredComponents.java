// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Constants;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Asks Declarative Services (OSGi Compendium 112.9) why a component of ours is not active, which optional services
 * an active one does without, and which it has. Never made where its runtime API is missing, since then its reference is,
 * too.
 */
@Component(service = Components.class)
public final class DeclaredComponents implements Components {
    private static final String OURS = "io.fairlead.";

    /** Whose components do without what is not there, by design. */
    private static final List<String> UNDEMANDING = List.of("io.fairlead.shell.", "io.fairlead.core.config.");

    /** What tells one service of an interface from another. */
    private static final Map<String, String> NAMES = Map.of(
            Export.class.getName(), Export.NAME,
            Storage.class.getName(), Storage.NAME,
            Authenticator.class.getName(), Authenticator.NAME);

    private final ServiceComponentRuntime runtime;

    @Activate
    public DeclaredComponents(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            if (component.name.startsWith(OURS) || uses(component, OURS)) {
                for (ComponentConfigurationDTO instance : runtime.getComponentConfigurationDTOs(component)) {
                    describe(instance, problems);
                }
            }
        }
        Collections.sort(problems);
        return problems;
    }

    private static boolean uses(ComponentDescriptionDTO component, String packages) {
        for (ReferenceDTO reference : component.references) {
            if (reference.interfaceName.startsWith(packages)) {
                return true;
            }
        }
        return false;
    }

    private static void describe(ComponentConfigurationDTO instance, List<String> problems) {
        String what = Text.of(instance.properties.getOrDefault(Constants.SERVICE_PID, instance.description.name));
        if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            problems.add(what + "\tfailed to start: " + Text.of(cause(instance.failure)));
        }
        if (UNDEMANDING.stream().anyMatch(instance.description.name::startsWith)) {
            return;
        }
        if (instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            for (UnsatisfiedReferenceDTO missing : instance.unsatisfiedReferences) {
                problems.add(what + "\twaits for " + wanted(instance, missing.name, missing.target));
            }
        }
        if (instance.state == ComponentConfigurationDTO.ACTIVE) {
            for (SatisfiedReferenceDTO optional : instance.satisfiedReferences) {
                if (isLack(instance, optional)) {
                    problems.add(what + "\tdoes without " + wanted(instance, optional.name, optional.target));
                }
            }
        }
    }

    /** An empty list of services is no lack, unless a filter asks for certain ones. */
    private static boolean isLack(ComponentConfigurationDTO instance, SatisfiedReferenceDTO satisfied) {
        return satisfied.boundServices.length == 0
                && reference(instance, satisfied.name)
                        .filter(reference -> reference.interfaceName.startsWith(OURS))
                        .filter(reference -> satisfied.target != null || reference.cardinality.endsWith("..1"))
                        .isPresent();
    }

    private static String wanted(ComponentConfigurationDTO instance, String name, String target) {
        String type = reference(instance, name)
                .map(reference -> simpleName(reference.interfaceName))
                .orElse(name);
        return type + (target == null ? "" : " " + Text.of(target));
    }

    private static String simpleName(String interfaceName) {
        return interfaceName.replaceAll(".*\\.", "");
    }

    private static Optional<ReferenceDTO> reference(ComponentConfigurationDTO instance, String name) {
        return Arrays.stream(instance.description.references)
                .filter(reference -> reference.name.equals(name))
                .findFirst();
    }

    /** The stack trace's last cause in one line: what the constructor threw, not how it was called. */
    private static String cause(String stackTrace) {
        if (stackTrace == null) {
            return "see the log";
        }
        String cause = stackTrace.lines().findFirst().orElse("");
        for (String line : stackTrace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        return cause.replaceFirst("^[\\w.$]+(Exception|Error): ", "");
    }

    @Override
    public Map<String, String> uses(long bundle, String name) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            if (component.bundle != null && component.bundle.id == bundle) {
                for (ComponentConfigurationDTO instance : runtime.getComponentConfigurationDTOs(component)) {
                    if (name.equals(instance.properties.get("name"))
                            && instance.state == ComponentConfigurationDTO.ACTIVE) {
                        return uses(instance);
                    }
                }
            }
        }
        return Map.of();
    }

    private static Map<String, String> uses(ComponentConfigurationDTO instance) {
        Map<String, String> uses = new LinkedHashMap<>();
        for (SatisfiedReferenceDTO satisfied : instance.satisfiedReferences) {
            reference(instance, satisfied.name)
                    .map(reference -> reference.interfaceName)
                    .filter(NAMES::containsKey)
                    .ifPresent(type -> uses.put(simpleName(type), bound(satisfied, NAMES.get(type))));
        }
        return uses;
    }

    private static String bound(SatisfiedReferenceDTO satisfied, String nameKey) {
        if (satisfied.boundServices.length == 0) {
            return "none" + (satisfied.target == null ? "" : " fits " + Text.of(satisfied.target));
        }
        List<String> names = Arrays.stream(satisfied.boundServices)
                .map(service -> name(service, nameKey))
                .distinct()
                .sorted()
                .toList();
        return names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names);
    }

    private static String name(ServiceReferenceDTO service, String nameKey) {
        Object name = service.properties.get(nameKey);
        return name == null ? "service " + service.id : Text.of(name);
    }
}
