// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bundles of a Karaf, and the services that they have registered: a bundle that was stopped, updated or refreshed has
 * others afterwards.
 */
record Bundles(Map<Integer, String> names, Map<Integer, Set<String>> services) {
    private static final Pattern ROW = Pattern.compile("(\\d+)\\s+(\\w+)\\s+\\d+\\s+(\\S+)\\s+(\\S+)");
    private static final Pattern BUNDLE = Pattern.compile(" service\\.bundleid = (\\d+)");
    private static final Pattern SERVICE = Pattern.compile(" service\\.id = (\\d+)");

    /** Once nothing starts any more. */
    static Bundles settled(Karaf karaf) {
        Bundles last = of(karaf);
        for (Bundles next = of(karaf); !next.equals(last); next = of(karaf)) {
            last = next;
        }
        return last;
    }

    static Bundles of(Karaf karaf) {
        Map<Integer, String> names = new TreeMap<>();
        for (String line : karaf.run("bundle:list -t 0 -s --no-format").split("\n")) {
            Matcher row = ROW.matcher(line.strip());
            if (row.matches()) {
                names.put(Integer.valueOf(row.group(1)), row.group(4) + " " + row.group(3) + " " + row.group(2));
            }
        }
        return new Bundles(names, services(karaf.run("service:list")));
    }

    private static Map<Integer, Set<String>> services(String listed) {
        Map<Integer, Set<String>> services = new TreeMap<>();
        String type = "";
        int bundle = -1;
        for (String line : listed.split("\n")) {
            Matcher owner = BUNDLE.matcher(line);
            Matcher id = SERVICE.matcher(line);
            if (line.startsWith("[")) {
                type = line;
            } else if (owner.matches()) {
                bundle = Integer.parseInt(owner.group(1));
            } else if (id.matches()) {
                services.computeIfAbsent(bundle, b -> new TreeSet<>()).add(id.group(1) + " " + type);
            }
        }
        return services;
    }

    /** Those of ours that do not run. */
    List<String> idle() {
        return names.values().stream()
                .filter(bundle -> bundle.startsWith("io.fairlead.") && !bundle.endsWith(" Active"))
                .toList();
    }

    List<String> ours() {
        return names.values().stream()
                .filter(bundle -> bundle.startsWith("io.fairlead."))
                .map(bundle -> bundle.split(" ")[0])
                .sorted()
                .toList();
    }

    List<String> added(Bundles before) {
        return names.entrySet().stream()
                .filter(bundle -> !before.names.containsKey(bundle.getKey()))
                .map(Object::toString)
                .toList();
    }

    /** What was there before and is not as it was. */
    List<String> disturbed(Bundles after) {
        List<String> disturbed = new ArrayList<>();
        names.forEach((id, name) -> {
            if (!name.equals(after.names.get(id))) {
                disturbed.add(id + " " + name + " is now " + after.names.get(id));
            }
        });
        services.forEach((id, before) -> {
            Set<String> gone = new TreeSet<>(before);
            gone.removeAll(after.services.getOrDefault(id, Set.of()));
            if (!gone.isEmpty()) {
                disturbed.add(id + " " + names.get(id) + " no longer has " + gone);
            }
        });
        return disturbed;
    }
}
