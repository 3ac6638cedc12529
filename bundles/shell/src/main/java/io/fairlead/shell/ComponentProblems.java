// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
 * Asks Declarative Services (OSGi Compendium 112.9) why a component of ours is not active, and which optional services
 * an active one does without. Never made where its runtime API is missing, since then its reference is, too.
 */
@Component(service = Problems.class)
public final class ComponentProblems implements Problems {
    private static final String OURS = "io.fairlead.";

    private final ServiceComponentRuntime runtime;

    @Activate
    public ComponentProblems(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public List<String> list() {
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
        String what = Text.of(instance.properties.getOrDefault("service.pid", instance.description.name));
        if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            problems.add(what + "\tfailed to start: " + Text.of(cause(instance.failure)));
        }
        if (instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            for (UnsatisfiedReferenceDTO missing : instance.unsatisfiedReferences) {
                problems.add(what + "\twaits for " + wanted(instance, missing.name, missing.target));
            }
        }
        if (instance.state == ComponentConfigurationDTO.ACTIVE) {
            for (SatisfiedReferenceDTO optional : instance.satisfiedReferences) {
                if (optional.boundServices.length == 0 && single(instance, optional.name)) {
                    problems.add(what + "\tdoes without " + wanted(instance, optional.name, optional.target));
                }
            }
        }
    }

    /** An empty list of services is no lack. */
    private static boolean single(ComponentConfigurationDTO instance, String name) {
        ReferenceDTO reference = reference(instance, name);
        return reference != null
                && reference.cardinality.endsWith("..1")
                && reference.interfaceName.startsWith(OURS)
                && !reference.interfaceName.equals(Problems.class.getName());
    }

    private static String wanted(ComponentConfigurationDTO instance, String name, String target) {
        ReferenceDTO reference = reference(instance, name);
        String type = reference == null ? name : reference.interfaceName.replaceAll(".*\\.", "");
        return type + (target == null ? "" : " " + Text.of(target));
    }

    private static ReferenceDTO reference(ComponentConfigurationDTO instance, String name) {
        for (ReferenceDTO reference : instance.description.references) {
            if (reference.name.equals(name)) {
                return reference;
            }
        }
        return null;
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
}
