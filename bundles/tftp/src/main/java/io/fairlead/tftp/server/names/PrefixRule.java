// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens to names that start with {@code prefix}: {@code /tftpboot/ -> /}, {@code /secret/ -> refuse},
 * {@code /images/ -> read}.
 *
 * @param prefix always starting with a slash
 * @param action what
 * @param replacement of the prefix, for {@link Action#REPLACE}
 */
public record PrefixRule(String prefix, Action action, Template replacement) {
    private static final Pattern RULE = Pattern.compile("\\s*(/\\S*)\\s*->\\s*(\\S+)\\s*");

    /** What is done. */
    public enum Action {
        REPLACE,
        /** Neither read nor written. */
        REFUSE,
        /** Read only. */
        READ
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static PrefixRule of(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not \"/prefix -> /replacement|refuse|read\"");
        }
        String target = rule.group(2);
        return switch (target) {
            case "refuse" -> new PrefixRule(rule.group(1), Action.REFUSE, Template.of(""));
            case "read" -> new PrefixRule(rule.group(1), Action.READ, Template.of(""));
            default -> replacing(rule.group(1), target);
        };
    }

    private static PrefixRule replacing(String prefix, String target) {
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("\"" + target + "\" is neither a path nor refuse nor read");
        }
        return new PrefixRule(prefix, Action.REPLACE, Template.of(target));
    }

    /**
     * Whether it is about {@code name}. What forbids something does so whatever the case of letters, for the storage may
     * not tell them apart.
     */
    public boolean matches(String name, boolean ignoreCase) {
        return name.regionMatches(ignoreCase || action != Action.REPLACE, 0, prefix, 0, prefix.length());
    }

    public String apply(String name, Asker asker) {
        return action == Action.REPLACE ? replacement.expand(asker) + name.substring(prefix.length()) : name;
    }
}
