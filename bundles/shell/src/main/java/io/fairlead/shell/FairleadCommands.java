// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.Connector;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The commands {@code fairlead:status}, {@code fairlead:sessions}, {@code fairlead:exports}, {@code fairlead:opens},
 * {@code fairlead:bans} and {@code fairlead:unban}.
 * They print, since Karaf shows no returned value over ssh; both shells redirect {@code System.out} to the session.
 */
@Component(
        service = FairleadCommands.class,
        property = {
            "osgi.command.scope=fairlead",
            "osgi.command.function=status",
            "osgi.command.function=sessions",
            "osgi.command.function=exports",
            "osgi.command.function=opens",
            "osgi.command.function=bans",
            "osgi.command.function=unban"
        })
public final class FairleadCommands {
    private static final long PROBE_MILLIS = 2000;

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, FileServer>> servers = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, Export>> exports = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, Storage>> storages = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, Authenticator>> authenticators = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, Connector>> connectors = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<LoginThrottle> throttles = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<RefusedConfiguration> refusals = List.of();

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    volatile Problems problems;

    /** Prints servers, exports, storages, authenticators, clients, and what does not run and why. */
    public void status() {
        print(report().status());
    }

    /** Prints every session. */
    public void sessions() {
        print(report().sessions(null));
    }

    /** Prints the sessions of one server, or of one protocol. */
    public void sessions(String server) {
        print(report().sessions(server));
    }

    /** Prints every export, and whether its storage is there. */
    public void exports() {
        print(report().exports());
    }

    /** Prints what is open. */
    public void opens() {
        print(report().opens(null));
    }

    /** Prints what is open in one export. */
    public void opens(String export) {
        print(report().opens(export));
    }

    /** Prints who may not log in for a while. */
    public void bans() {
        print(report().bans());
    }

    /** Lifts the bans of an account or an address. */
    public void unban(String accountOrAddress) {
        int lifted = throttles.stream()
                .mapToInt(throttle -> throttle.unban(accountOrAddress))
                .sum();
        print("Bans lifted: " + lifted + "\n");
    }

    /** At this moment. */
    Report report() {
        return new Report(
                new Landscape(
                        found(servers),
                        found(exports),
                        found(storages).stream()
                                .filter(storage -> !(storage.service() instanceof Export))
                                .toList(),
                        found(authenticators),
                        found(connectors),
                        throttles.stream()
                                .flatMap(throttle -> throttle.bans().stream())
                                .toList(),
                        problems()),
                Clock.systemUTC(),
                new StorageProbe(PROBE_MILLIS));
    }

    private List<String> problems() {
        List<String> all = new ArrayList<>();
        for (RefusedConfiguration refusal : refusals) {
            all.add(Text.of(refusal.pid())
                    + (refusal.earlierInForce() ? "\tgoes on as it was: " : "\tnot started: ")
                    + Text.of(refusal.reason()));
        }
        Problems asked = problems;
        all.addAll(asked == null ? List.of() : asked.list());
        Collections.sort(all);
        return all;
    }

    private static <T> List<Found<T>> found(List<Map.Entry<Map<String, Object>, T>> services) {
        return services.stream()
                .map(entry -> new Found<>(entry.getValue(), entry.getKey()))
                .toList();
    }

    @SuppressWarnings("SystemOut") // the session's
    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
