// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Accounts;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.Connector;
import io.fairlead.api.config.ConfigurationReview;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Storage;
import io.fairlead.shell.Operations;
import java.io.IOException;
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

/** The operations over whatever services there are at the moment. */
@Component(service = Operations.class)
public final class OperationsComponent implements Operations {
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
    volatile List<Map.Entry<Map<String, Object>, Accounts>> accounts = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<Map.Entry<Map<String, Object>, Connector>> connectors = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<LoginThrottle> throttles = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<RefusedConfiguration> refusals = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    volatile List<ConfigurationReview> reviews = List.of();

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    volatile Components components;

    @Override
    public List<String> names(Names what) {
        List<String> names =
                switch (what) {
                    case SERVERS -> landscape().serverChoice().names();
                    case EXPORTS -> landscape().exportChoice().names();
                    case BANNED ->
                        landscape().bans().stream()
                                .map(ban -> ban.account().isEmpty() ? ban.address() : ban.account())
                                .toList();
                    case AUTHENTICATORS -> accountsChoice().names();
                    case USERS ->
                        accountsChoice().matching(null).stream()
                                .flatMap(one -> users(one).stream())
                                .toList();
                };
        return names.stream().distinct().sorted().toList();
    }

    private static List<String> users(Accounts one) {
        try {
            return one.names();
        } catch (IOException e) {
            return List.of(); // whoever changes it is told why
        }
    }

    @Override
    public List<String> sessionIds(String server) {
        try {
            return landscape().serverChoice().matching(server).stream()
                    .flatMap(found -> found.service().sessions().stream())
                    .map(Session::id)
                    .sorted()
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public String status() {
        return report().status();
    }

    @Override
    public String servers() {
        return report().servers();
    }

    @Override
    public String sessions(String server) {
        return report().sessions(server);
    }

    @Override
    public String disconnect(String server, String session) {
        FileServer one = landscape().serverChoice().one(server).service();
        if (!one.disconnect(session)) {
            throw new IllegalArgumentException("no session " + Text.of(session) + " of " + title(one) + "; there is "
                    + none(sessionIds(title(one))));
        }
        return "Session " + Text.of(session) + " of " + title(one) + " ends\n";
    }

    @Override
    public String drain(String server) {
        FileServer one = landscape().serverChoice().one(server).service();
        one.startDraining();
        return title(one) + " takes no new sessions, and stops when its "
                + one.sessions().size()
                + " have ended or its drain time is over. The next change of its configuration starts it again\n";
    }

    private static String title(FileServer server) {
        return server.protocol() + "/" + server.name();
    }

    private static String none(List<String> names) {
        return names.isEmpty() ? "none" : Text.of(String.join(", ", names));
    }

    @Override
    public String exports() {
        return report().exports();
    }

    @Override
    public String opens(String export) {
        return report().opens(export);
    }

    @Override
    public String locks(String export) {
        return report().locks(export);
    }

    @Override
    public String storages() {
        return report().storages();
    }

    @Override
    public String bans() {
        return report().bans();
    }

    @Override
    public String unban(String accountOrAddress) {
        List<String> banned = names(Names.BANNED);
        int lifted = throttles.stream()
                .mapToInt(throttle -> throttle.unban(accountOrAddress))
                .sum();
        if (lifted == 0) {
            throw new IllegalArgumentException("no ban of " + Text.of(accountOrAddress) + "; banned is " + none(banned)
                    + ". Its failures, if any, are forgotten");
        }
        return "Bans lifted: " + lifted + "\n";
    }

    @Override
    public String addUser(String authenticator, String name, char[] password, String options) throws IOException {
        accountsChoice().one(authenticator).add(name, password, options);
        return "User " + Text.of(name) + " can log in within a second\n";
    }

    @Override
    public String setPassword(String authenticator, String name, char[] password) throws IOException {
        accountsChoice().one(authenticator).setPassword(name, password);
        return "The new password of " + Text.of(name) + " counts within a second\n";
    }

    private Choice<Accounts> accountsChoice() {
        Choice<Accounts> choice = new Choice<>("authenticator whose accounts can be changed here");
        found(accounts).forEach(found -> choice.add(found.service(), found.property(Authenticator.NAME)));
        return choice;
    }

    private Report report() {
        return new Report(landscape(), new Wiring(components()), Clock.systemUTC(), new StorageProbe(PROBE_MILLIS));
    }

    private Components components() {
        Components present = components;
        return present == null ? Components.UNKNOWN : present;
    }

    private Landscape landscape() {
        return new Landscape(
                found(servers),
                found(exports),
                found(storages).stream()
                        .filter(storage -> !(storage.service() instanceof Export))
                        .toList(),
                found(authenticators),
                found(connectors),
                throttles.stream().flatMap(throttle -> throttle.bans().stream()).toList(),
                problems());
    }

    private List<String> problems() {
        List<String> all = new ArrayList<>();
        for (RefusedConfiguration refusal : refusals) {
            all.add(Text.of(refusal.pid())
                    + (refusal.earlierInForce() ? "\tgoes on as it was: " : "\tnot started: ")
                    + Text.of(refusal.reason()));
        }
        for (ConfigurationReview review : reviews) {
            review.doubts().forEach(doubt -> all.add(Text.of(doubt.pid()) + "\t" + Text.of(doubt.text())));
        }
        all.addAll(components().problems());
        Collections.sort(all);
        return all;
    }

    private static <T> List<Found<T>> found(List<Map.Entry<Map<String, Object>, T>> services) {
        return services.stream()
                .map(entry -> new Found<>(entry.getValue(), entry.getKey()))
                .toList();
    }
}
