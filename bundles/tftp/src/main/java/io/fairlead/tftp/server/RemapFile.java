// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules that change the names clients ask for, in the syntax of tftpd-hpa: in.tftpd(8), "FILENAME REMAPPING".
 *
 * @param rules top down
 */
record RemapFile(List<RemapRule> rules) {
    /** Changes nothing. */
    static final RemapFile NONE = new RemapFile(List.of());

    private static final int MOST_STEPS = 1024; // rules may send each other around in circles

    RemapFile {
        rules = List.copyOf(rules);
    }

    /**
     * Reads the lines of a file.
     *
     * @throws IllegalArgumentException for a line that is not understood, naming it by number
     */
    static RemapFile parse(List<String> lines) {
        List<RemapRule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                List<String> fields = fields(lines.get(i));
                if (fields.size() == 1 || fields.size() > 3) {
                    throw new IllegalArgumentException(fields.size() + " fields, not 2 or 3");
                }
                if (!fields.isEmpty()) {
                    rules.add(RemapRule.of(fields.get(0), fields.get(1), fields.size() == 3 ? fields.get(2) : ""));
                }
            } catch (IllegalArgumentException e) { // PatternSyntaxException is one
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new RemapFile(rules);
    }

    /** Splits at white space; a backslash keeps white space and {@code #} in a field, and stays before all else. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                char next = line.charAt(++i);
                field.append(Character.isWhitespace(next) || next == '#' ? "" : "\\")
                        .append(next);
            } else if (c == '#' && field.isEmpty()) {
                break;
            } else if (!Character.isWhitespace(c)) {
                field.append(c);
            } else if (!field.isEmpty()) {
                fields.add(field.toString());
                field.setLength(0);
            }
        }
        if (!field.isEmpty()) {
            fields.add(field.toString());
        }
        return fields;
    }

    /**
     * The name after all rules.
     *
     * @throws StorageException {@code ACCESS_DENIED} if a rule refuses it, {@code NAME_INVALID} if the rules do not come
     *     to an end with it
     */
    String apply(String requested, Asker asker) throws StorageException {
        String name = requested;
        int steps = 0;
        for (int i = 0; i < rules.size(); i++) {
            RemapRule rule = rules.get(i);
            Optional<String> changed = rule.concerns(asker) ? once(rule, name, asker) : Optional.empty();
            if (changed.isEmpty()) {
                continue;
            }
            if (rule.has('a')) {
                throw new StorageException(Reason.ACCESS_DENIED, "refused by remap rule " + (i + 1));
            }
            while (rule.has('g') && changed.isPresent() && steps++ < MOST_STEPS) {
                name = changed.get();
                changed = once(rule, name, asker);
            }
            name = changed.orElse(name);
            if (++steps > MOST_STEPS || name.length() > RemapRule.MOST_CHARACTERS) {
                throw new StorageException(Reason.NAME_INVALID, "remap rules do not end with this name");
            }
            if (rule.has('e')) {
                break;
            }
            i = rule.has('s') ? -1 : i;
        }
        return name;
    }

    private static Optional<String> once(RemapRule rule, String name, Asker asker) throws StorageException {
        try {
            return rule.apply(name, asker);
        } catch (IllegalStateException | StackOverflowError e) {
            throw new StorageException(Reason.NAME_INVALID, "a remap rule takes too long with this name", e);
        }
    }
}
