// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What Declarative Services made of our configuration files, OSGi Compendium 112.9. */
final class ComponentStates {
    private static final String FILE = "felix.fileinstall.filename";
    private static final String REFUSED = "io.fairlead.api.config.RefusedConfiguration";

    /** What became of a configuration. */
    enum Outcome {
        WAITING,
        RUNNING,
        FAILED
    }

    /**
     * One component made from a configuration file.
     *
     * @param file the configuration file
     * @param outcome whether it runs
     * @param reason why it doesn't: the failure, or the references it waits for; else empty
     */
    record State(Path file, Outcome outcome, String reason) {}

    private final BundleContext context;

    ComponentStates(BundleContext context) {
        this.context = context;
    }

    /** The PIDs by which components of the running bundles are configured. */
    Set<String> pids() {
        Set<String> pids = new TreeSet<>();
        ServiceComponentRuntime runtime = runtime();
        if (runtime != null) {
            for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
                pids.addAll(List.of(description.configurationPid));
            }
        }
        return pids;
    }

    /** All components made from configuration files. */
    List<State> states() {
        List<State> states = new ArrayList<>();
        Map<Object, String> refusals = refusals();
        ServiceComponentRuntime runtime = runtime();
        if (runtime != null) {
            for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
                boolean immediate = description.immediate || description.serviceInterfaces.length == 0;
                for (ComponentConfigurationDTO component : runtime.getComponentConfigurationDTOs(description)) {
                    if (component.properties.get(FILE) instanceof String file) {
                        String refusal = refusals.get(component.properties.get(Constants.SERVICE_PID));
                        states.add(
                                refusal == null
                                        ? state(Path.of(URI.create(file)), component, immediate)
                                        : new State(Path.of(URI.create(file)), Outcome.FAILED, refusal));
                    }
                }
            }
        }
        return states;
    }

    /** The properties of each running component with this PID: its configuration as it was understood. */
    List<Map<String, Object>> running(String pid) {
        List<Map<String, Object>> running = new ArrayList<>();
        ServiceComponentRuntime runtime = runtime();
        if (runtime != null) {
            for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
                if (List.of(description.configurationPid).contains(pid)) {
                    runtime.getComponentConfigurationDTOs(description).stream()
                            .filter(component -> component.state == ComponentConfigurationDTO.ACTIVE)
                            .forEach(component -> running.add(component.properties));
                }
            }
        }
        return running;
    }

    private ServiceComponentRuntime runtime() {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        return reference == null ? null : context.getService(reference);
    }

    /** Reasons by PID. The services are of the bundles' own class, not of the launcher's, so their properties are read. */
    private Map<Object, String> refusals() {
        Map<Object, String> reasons = new HashMap<>();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(REFUSED, null);
            for (ServiceReference<?> refusal : found == null ? new ServiceReference<?>[0] : found) {
                reasons.put(
                        refusal.getProperty("configuration.pid"),
                        String.valueOf(refusal.getProperty("configuration.reason")));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return reasons;
    }

    private static State state(Path file, ComponentConfigurationDTO component, boolean immediate) {
        return switch (component.state) {
            case ComponentConfigurationDTO.ACTIVE -> new State(file, Outcome.RUNNING, "");
            case ComponentConfigurationDTO.SATISFIED -> // made at first use, or being made now
                new State(file, immediate ? Outcome.WAITING : Outcome.RUNNING, "is starting");
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                new State(file, Outcome.FAILED, cause(component.failure));
            default -> new State(file, Outcome.WAITING, missing(component));
        };
    }

    private static String missing(ComponentConfigurationDTO component) {
        return Stream.of(component.unsatisfiedReferences)
                .map(reference -> reference.name + (reference.target == null ? "" : " " + reference.target))
                .collect(Collectors.joining(", ", "waits for ", ""));
    }

    /** The first message in a printed stack trace that is not only the name of an exception. */
    static String cause(String trace) {
        return trace.lines()
                .filter(line -> !line.startsWith("\t"))
                .map(line -> line.replaceFirst("^Caused by: ", "").replaceFirst("^([\\w.$]+: )*[\\w.$]+$", ""))
                .map(line ->
                        line.replaceFirst("^([a-z][\\w$]*\\.)+[\\w.$]+: ", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("failed; log/fairlead.log has the reason");
    }
}
