// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which services the bundles register by code, read from their sources. A class of {@code api} that registers on behalf of
 * its caller counts for every bundle that makes one.
 */
final class RegisteredServices {
    private static final Pattern CALL = Pattern.compile("\\bregisterService\\(\\s*(?:(\\w+)\\.class\\b)?");
    private static final Pattern MADE = Pattern.compile("\\bnew (\\w+)\\(");

    private final TreeMap<String, Set<String>> byBundle = new TreeMap<>();
    /** Calls that don't name the class of the service at the call. */
    private final List<Path> unreadable = new ArrayList<>();

    static RegisteredServices of(List<BuiltBundle> bundles) throws IOException {
        RegisteredServices services = new RegisteredServices();
        TreeMap<String, Set<String>> byHelper = new TreeMap<>();
        for (BuiltBundle bundle : bundles) {
            for (Path source : bundle.sources()) {
                Set<String> registered = services.registered(source);
                String type = source.getFileName().toString().replace(".java", "");
                if (bundle.name().equals("api")) {
                    byHelper.put(type, registered);
                } else {
                    services.byBundle
                            .computeIfAbsent(bundle.name(), b -> new TreeSet<>())
                            .addAll(registered);
                }
            }
        }
        for (BuiltBundle bundle : bundles) {
            for (Path source : bundle.sources()) {
                Matcher made = MADE.matcher(Files.readString(source));
                while (made.find() && !bundle.name().equals("api")) {
                    services.byBundle.get(bundle.name()).addAll(byHelper.getOrDefault(made.group(1), Set.of()));
                }
            }
        }
        return services;
    }

    Set<String> of(String bundle) {
        return byBundle.getOrDefault(bundle, Set.of());
    }

    List<Path> unreadable() {
        return unreadable;
    }

    private Set<String> registered(Path source) throws IOException {
        String text = Files.readString(source);
        Set<String> types = new TreeSet<>();
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            if (call.group(1) == null) {
                unreadable.add(source);
            } else {
                types.add(fullName(call.group(1), text));
            }
        }
        return types;
    }

    private static String fullName(String simple, String text) {
        Matcher imported = Pattern.compile("import ([\\w.]+\\." + simple + ");").matcher(text);
        if (imported.find()) {
            return imported.group(1);
        }
        Matcher own = Pattern.compile("package ([\\w.]+);").matcher(text);
        return own.find() ? own.group(1) + "." + simple : simple;
    }
}
