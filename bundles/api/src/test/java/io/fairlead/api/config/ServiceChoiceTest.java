// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Fake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

class ServiceChoiceTest {
    private static final String ANY = "(authenticator.name=*)";

    private final List<String> warnings = new ArrayList<>();
    private final List<ServiceReference<String>> references = new ArrayList<>();
    private ServiceChoice<String> choice = choice();

    private ServiceChoice<String> choice() {
        ServiceChoice<String> made = new ServiceChoice<>("authenticator", "authenticator.name", warnings::add);
        made.configure("test", ANY);
        return made;
    }

    @AfterEach
    void forget() {
        choice.forget();
    }

    @Test
    void theOneThatIsThereIsUsed() {
        assertThat(choice.get()).isEmpty();
        ServiceReference<String> users = come("users", 0);
        assertThat(choice.get()).contains("users 0");
        choice.remove(users);
        assertThat(choice.get()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void anotherThatAppearsIsNotUsedAndOneWarningSaysSo() {
        come("users", 0);
        come("alumni", 100);
        come("alumni", 0);
        assertThat(choice.get()).contains("users 0");
        assertThat(warnings).singleElement().asString().contains("users is taken, not alumni", ANY);
    }

    @Test
    void whileTheChosenOneIsAwayNoOtherIsUsed() {
        ServiceReference<String> users = come("users", 0);
        come("alumni", 0);
        choice.remove(users);
        assertThat(choice.get()).isEmpty();
        assertThat(choice.missing()).contains("users is away", "alumni, which would fit");
        come("users", 1);
        assertThat(choice.get()).contains("users 1");
    }

    @Test
    void theNextVersionOfWhoAsksUsesTheSame() {
        ServiceReference<String> users = come("users", 0);
        come("alumni", 0);
        choice.remove(users);
        choice = choice();
        references.forEach(reference -> choice.add(reference, service(reference)));
        choice.remove(users);
        assertThat(choice.get()).isEmpty();
        choice.forget();
        choice = choice();
        choice.add(references.get(1), "alumni");
        assertThat(choice.get())
                .as("the configuration was deleted, and is a new one")
                .contains("alumni");
    }

    @Test
    void ofTheSameNameTheHighestRankedIsUsed() {
        come("users", 0);
        ServiceReference<String> better = come("users", 5);
        assertThat(choice.get()).contains("users 5");
        choice.remove(better);
        assertThat(choice.get()).contains("users 0");
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofSeveralThatAreThereRankingThenTheAlphabetDecides() {
        choice.forget();
        choice = new ServiceChoice<>("authenticator", "authenticator.name", warnings::add);
        come("users", 0);
        come("zebra", 1);
        come("horse", 1);
        choice.configure("test", ANY);
        assertThat(choice.get()).contains("horse 1");
    }

    @Test
    void anotherFilterChoosesAnew() {
        come("users", 0);
        come("alumni", 0);
        choice.configure("test", ANY);
        assertThat(choice.get()).as("the same filter").contains("users 0");
        choice.configure("test", "(authenticator.name=alumni)");
        assertThat(choice.get()).contains("alumni 0");
    }

    @Test
    void whoEndsKeepsWhatItUses() {
        ServiceReference<String> users = come("users", 0);
        choice.keep();
        choice.remove(users);
        assertThat(choice.get()).contains("users 0");
    }

    @Test
    void aConfigurationThatIsTakenBackChangesNothing() {
        come("users", 0);
        come("alumni", 0);
        choice.configure("test", "(authenticator.name=alumni)").run();
        assertThat(choice.get()).contains("users 0");
    }

    @Test
    void tellsOfAnotherThatIsUsedAndOfNone() {
        List<String> states = new ArrayList<>();
        choice.forget();
        choice = new ServiceChoice<>(
                "authenticator", "authenticator.name", warnings::add, changed -> states.add(changed.state()));
        choice.configure("test", ANY);
        assertThat(choice.state()).isEqualTo("waits, for no authenticator fits " + ANY);
        ServiceReference<String> users = come("users", 0);
        come("alumni", 0); // is not used
        choice.changed(users);
        choice.remove(users);
        assertThat(states)
                .containsExactly(
                        "has authenticator users",
                        "waits, for authenticator users is away, and alumni, which would fit " + ANY
                                + " too, is not taken instead");
    }

    private ServiceReference<String> come(String name, int ranking) {
        ServiceReference<String> reference = reference(name, ranking, references.size());
        references.add(reference);
        choice.add(reference, service(reference));
        return reference;
    }

    private static String service(ServiceReference<String> reference) {
        return reference.getProperty("authenticator.name") + " " + reference.getProperty("service.ranking");
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<String> reference(String name, int ranking, long id) {
        Map<String, Object> properties =
                Map.of("authenticator.name", name, "service.ranking", ranking, "service.id", id);
        return Fake.of(ServiceReference.class, (method, arguments) -> switch (method) {
            case "getProperty" -> properties.get((String) arguments[0]);
            case "getPropertyKeys" -> properties.keySet().toArray(new String[0]);
            case "getProperties" -> new java.util.Hashtable<>(properties);
            case "compareTo" -> {
                ServiceReference<?> other = (ServiceReference<?>) arguments[0];
                int byRanking = Integer.compare(ranking, (Integer) other.getProperty("service.ranking"));
                yield byRanking != 0 ? byRanking : Long.compare((Long) other.getProperty("service.id"), id);
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
