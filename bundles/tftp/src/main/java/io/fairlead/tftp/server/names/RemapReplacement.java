// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.util.Locale;
import java.util.regex.MatchResult;

/**
 * A replacement pattern of in.tftpd(8): {@code \0} to {@code \9}, {@code \i}, {@code \x}, {@code \U}, {@code \L},
 * {@code \E}, and a backslash before anything else for itself. Besides, ours: variables of {@link Template}, which
 * expand first.
 */
final class RemapReplacement {
    private final String pattern;
    private final Template template;

    private RemapReplacement(String pattern) {
        this.pattern = pattern;
        this.template = Template.of(pattern);
    }

    static RemapReplacement of(String pattern) {
        return new RemapReplacement(pattern);
    }

    /** As it was written. */
    String pattern() {
        return pattern;
    }

    /** {@code match} is null where there was none, and its groups are then empty. */
    String expand(MatchResult match, Asker asker) {
        String expanded = template.expand(asker);
        StringBuilder text = new StringBuilder();
        char fold = 'E';
        for (int i = 0; i < expanded.length(); i++) {
            char c = expanded.charAt(i);
            if (c != '\\' || i + 1 == expanded.length()) {
                text.append(folded(String.valueOf(c), fold));
                continue;
            }
            c = expanded.charAt(++i);
            if (c == 'U' || c == 'L' || c == 'E') {
                fold = c;
            } else {
                text.append(folded(escape(c, match, asker), fold));
            }
        }
        return text.toString();
    }

    private static String escape(char c, MatchResult match, Asker asker) {
        if (c >= '0' && c <= '9') {
            int group = c - '0';
            String found = match != null && group <= match.groupCount() ? match.group(group) : null;
            return found == null ? "" : found;
        }
        return switch (c) {
            case 'i' -> AddressText.plain(asker.client().getAddress());
            case 'x' -> AddressText.hex(asker.client().getAddress());
            default -> String.valueOf(c);
        };
    }

    private static String folded(String text, char fold) {
        return switch (fold) {
            case 'U' -> text.toUpperCase(Locale.ROOT);
            case 'L' -> text.toLowerCase(Locale.ROOT);
            default -> text;
        };
    }
}
