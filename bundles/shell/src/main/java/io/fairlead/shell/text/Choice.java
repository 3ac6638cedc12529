// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.text.Masked;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Things of one kind that people name. Each has one full name, and perhaps shorter ones.
 *
 * @param kind as "server", for messages
 * @param byName the things by their full names
 * @param byShortName full names by shorter ones
 */
record Choice<T>(String kind, TreeMap<String, List<T>> byName, TreeMap<String, List<String>> byShortName) {
    Choice(String kind) {
        this(kind, new TreeMap<>(), new TreeMap<>());
    }

    void add(T thing, String name, String... shorter) {
        byName.computeIfAbsent(name, key -> new ArrayList<>()).add(thing);
        for (String one : shorter) {
            byShortName.computeIfAbsent(one, key -> new ArrayList<>()).add(name);
        }
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Every thing that {@code wanted} names; all of them for null.
     *
     * @throws IllegalArgumentException if there is none
     */
    List<T> matching(String wanted) {
        if (wanted == null) {
            return byName.values().stream().flatMap(List::stream).toList();
        }
        List<T> found = exactly(wanted);
        if (found.isEmpty()) {
            String there = names().stream().map(Masked::of).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "no " + kind + " " + Masked.of(wanted) + "; there is " + (there.isEmpty() ? "none" : there));
        }
        return found;
    }

    /**
     * The one thing that {@code wanted} names; the only one there is for null.
     *
     * @throws IllegalArgumentException if there is none, or several
     */
    T one(String wanted) {
        List<T> found = matching(wanted);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no " + kind);
        }
        if (found.size() > 1) {
            String which = wanted == null ? String.join(", ", names()) : String.join(", ", byShort(wanted));
            throw new IllegalArgumentException("there are several " + kind + "s, say which: " + Masked.of(which));
        }
        return found.get(0);
    }

    private List<T> exactly(String wanted) {
        List<T> found = byName.get(wanted);
        return found != null
                ? found
                : byShort(wanted).stream()
                        .flatMap(name -> byName.get(name).stream())
                        .toList();
    }

    private List<String> byShort(String wanted) {
        return byShortName.getOrDefault(wanted, List.of()).stream().distinct().toList();
    }
}
