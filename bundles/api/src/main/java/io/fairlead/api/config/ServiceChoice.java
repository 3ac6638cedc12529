// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Which one of the services that fit a configuration's filter is used: that of one name, and of its bearers the one ranked
 * highest, then the oldest. The name is chosen once, of the services that are there: the one ranked highest, then the first
 * in the alphabet. It stays while the filter stays, whoever else appears, also while no service bears it: others are other
 * people's accounts or files. It outlives updates of the bundle that asks, and goes with the configuration. Thread-safe.
 */
public final class ServiceChoice<S> {
    /** Names that were chosen, by what asks; they outlive its bundle. */
    private static final Map<String, Chosen> CHOSEN = new ConcurrentHashMap<>();

    private final String what;
    private final String nameProperty;
    private final Consumer<String> warn;
    private final Consumer<ServiceChoice<S>> changed;
    private final Map<ServiceReference<S>, S> present = new HashMap<>(); // guarded by this, as all below
    private final TreeSet<String> told = new TreeSet<>();
    private Chosen chosen; // null until one was there
    private String asker = "";
    private boolean kept;
    private String filterText = "";
    private Filter filter; // null before the first configuration
    private volatile Used<S> used; // null while there is none

    private record Chosen(String filter, String name) {}

    /**
     * What is used now.
     *
     * @param name what was chosen
     */
    public record Used<S>(ServiceReference<S> reference, S service, String name) {}

    /** As the other one, for one who need not know when another one is used. */
    public ServiceChoice(String what, String nameProperty, Consumer<String> warn) {
        this(what, nameProperty, warn, choice -> {});
    }

    /**
     * Nothing is there yet, and nothing asked for.
     *
     * @param what is chosen, in a word, as {@code authenticator}
     * @param nameProperty service property with the name
     * @param warn told, in a sentence, when several names fit
     * @param changed told when another one is used, or none any more, because services came, went or changed
     */
    public ServiceChoice(String what, String nameProperty, Consumer<String> warn, Consumer<ServiceChoice<S>> changed) {
        this.what = what;
        this.nameProperty = nameProperty;
        this.warn = warn;
        this.changed = changed;
    }

    /**
     * For consoles: the name that the configuration with this PID has chosen, whether it is there or not; empty if none yet.
     *
     * @param what as in the constructor
     */
    public static Optional<String> chosenName(String pid, String what) {
        return Optional.ofNullable(CHOSEN.get(key(pid, what))).map(Chosen::name);
    }

    private static String key(String pid, String what) {
        return pid + " " + what;
    }

    /**
     * A configuration is in force.
     *
     * @param pid its PID
     * @param target its filter
     * @return takes it back, for one that turns out to be of no use
     */
    public synchronized Runnable configure(String pid, String target) {
        Filter filterBefore = filter;
        String textBefore = filterText;
        Chosen chosenBefore = chosen;
        Filter next = filter(target);
        asker = pid;
        Chosen known = chosen == null ? CHOSEN.get(key()) : chosen;
        use(next, target, known != null && known.filter().equals(target) ? known : null);
        return () -> use(filterBefore, textBefore, chosenBefore);
    }

    private static Filter filter(String target) {
        try {
            return FrameworkUtil.createFilter(target);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(target, e);
        }
    }

    private synchronized void use(Filter next, String text, Chosen known) {
        filter = next;
        filterText = text;
        chosen = known;
        if (known != null && !asker.isEmpty()) {
            CHOSEN.put(key(), known);
        }
        told.clear();
        settle();
    }

    /** One came. */
    public void add(ServiceReference<S> reference, S service) {
        noting(() -> present.put(reference, service));
    }

    /** One has other properties. */
    public void changed(ServiceReference<S> reference) {
        noting(() -> {});
    }

    /** One went. */
    public void remove(ServiceReference<S> reference) {
        noting(() -> present.remove(reference));
    }

    private void noting(Runnable change) {
        boolean other;
        synchronized (this) {
            Used<S> before = used;
            change.run();
            settle();
            other = !Objects.equals(before, used);
        }
        if (other) {
            changed.accept(this);
        }
    }

    /** What is used now stays in use whatever goes: for servers that drain while their component ends. */
    public synchronized void keep() {
        kept = true;
    }

    /** The configuration is gone for good: the next one of its PID chooses anew. */
    public synchronized void forget() {
        CHOSEN.remove(key());
        chosen = null;
    }

    /** What is used now. */
    public Optional<S> get() {
        Used<S> now = used;
        return now == null ? Optional.empty() : Optional.of(now.service());
    }

    /** As {@link #get}, with its name; null while there is none. */
    public Used<S> used() {
        return used;
    }

    /** Whether one was chosen, be it there now or not. */
    public synchronized boolean isChosen() {
        return chosen != null;
    }

    /** Why there is none, in words. */
    public synchronized String missing() {
        TreeSet<String> others = others();
        return others.isEmpty()
                ? "no " + what + " fits " + filterText
                : what + " " + chosen.name() + " is away, and " + String.join(", ", others) + ", which would fit "
                        + filterText + " too, is not taken instead";
    }

    /** What is used, or why nothing is, as a part of a sentence: {@code has export files}. */
    public String state() {
        Used<S> now = used;
        return now == null ? "waits, for " + missing() : "has " + what + " " + now.name();
    }

    private String key() {
        return key(asker, what);
    }

    private void settle() {
        if (kept) {
            return;
        }
        if (filter == null) {
            used = null;
            return;
        }
        List<ServiceReference<S>> fitting = new ArrayList<>();
        present.keySet().stream().filter(filter::match).forEach(fitting::add);
        if (chosen == null && !fitting.isEmpty()) {
            fitting.sort(Comparator.<ServiceReference<S>>comparingInt(ServiceChoice::ranking)
                    .reversed()
                    .thenComparing(this::name));
            chosen = new Chosen(filterText, name(fitting.get(0)));
            if (!asker.isEmpty()) {
                CHOSEN.put(key(), chosen);
            }
        }
        ServiceReference<S> best = fitting.stream()
                .filter(reference -> name(reference).equals(chosen.name()))
                .max(Comparator.naturalOrder()) // ranked highest, then the oldest
                .orElse(null);
        used = best == null ? null : new Used<>(best, present.get(best), chosen.name());
        TreeSet<String> others = others();
        if (chosen != null && told.addAll(others)) {
            warn.accept("several fit " + filterText + ": " + what + " " + chosen.name() + " is taken, not "
                    + String.join(", ", others) + "; " + what + ".target = (" + nameProperty + "=" + chosen.name()
                    + ") says so, and another name takes another");
        }
    }

    /** Names that fit and were not chosen. */
    private TreeSet<String> others() {
        TreeSet<String> others = new TreeSet<>();
        for (ServiceReference<S> reference : present.keySet()) {
            if (filter != null && filter.match(reference)) {
                others.add(name(reference));
            }
        }
        if (chosen != null) {
            others.remove(chosen.name());
        }
        return others;
    }

    /** One without a name is known by its bundle. */
    private String name(ServiceReference<S> reference) {
        Object name = reference.getProperty(nameProperty);
        if (name != null) {
            return name.toString();
        }
        return reference.getBundle() == null
                ? "(gone)"
                : "(unnamed, of " + reference.getBundle().getSymbolicName() + ")";
    }

    private static int ranking(ServiceReference<?> reference) {
        Object ranking = reference.getProperty("service.ranking");
        return ranking instanceof Integer number ? number : 0;
    }
}
