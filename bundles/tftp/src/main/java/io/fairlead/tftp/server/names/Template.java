// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with variables, {@code $(name)} or {@code ${name}}; with a backslash before it that is none. The second form does not
 * survive a configuration file, for File Install puts its own variables there. What a client sent goes in with every
 * character but letters, digits, dot, dash and underscore replaced, so that a variable can never make a path of its own.
 */
public final class Template {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\\\)\\$(?:\\{([^}]*)}|\\(([^)]*)\\))");
    private static final Map<String, Function<Asker, String>> VARIABLES = new TreeMap<>(Map.of(
            "ip", asker -> AddressText.plain(asker.client().getAddress()),
            "ip.hex", asker -> AddressText.hex(asker.client().getAddress()),
            "port", asker -> Integer.toString(asker.client().getPort()),
            "server.ip", asker -> AddressText.plain(asker.server().getAddress()),
            "mode", asker -> asker.request().mode().text(),
            "blksize", asker -> Integer.toString(asker.agreed().blockBytes()),
            "windowsize", asker -> Integer.toString(asker.agreed().windowBlocks()),
            "rollover", asker -> Integer.toString(asker.agreed().rollover()),
            "timeout",
                    asker -> asker.agreed()
                            .timeout()
                            .map(t -> Long.toString(t.toSeconds()))
                            .orElse("0")));
    private static final String OPTION = "option."; // as the client asked for it, whatever became of it

    private final List<Function<Asker, String>> parts = new ArrayList<>();

    private Template() {}

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException for an unknown variable, naming those there are
     */
    public static Template of(String text) {
        Template template = new Template();
        Matcher matcher = VARIABLE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            template.literal(text.substring(from, matcher.start()));
            template.parts.add(variable(matcher.group(1) == null ? matcher.group(2) : matcher.group(1)));
            from = matcher.end();
        }
        template.literal(text.substring(from));
        return template;
    }

    private void literal(String text) {
        if (!text.isEmpty()) {
            parts.add(asker -> text);
        }
    }

    private static Function<Asker, String> variable(String name) {
        if (name.startsWith(OPTION)) {
            String option = name.substring(OPTION.length()).toLowerCase(Locale.ROOT);
            return asker -> harmless(asker.request().options().values().getOrDefault(option, ""));
        }
        Function<Asker, String> known = VARIABLES.get(name);
        if (known == null) {
            throw new IllegalArgumentException(
                    "unknown variable $(" + name + "); there are " + VARIABLES.keySet() + " and option.NAME");
        }
        return asker -> harmless(known.apply(asker));
    }

    private static String harmless(String value) {
        return value.replaceAll("[^A-Za-z0-9._:-]", "_").replaceAll("^\\.+$", "_");
    }

    public String expand(Asker asker) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.apply(asker)));
        return text.toString();
    }
}
