// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules that change the names clients ask for, in the syntax of tftpd-hpa: in.tftpd(8), "FILENAME REMAPPING", from 5.2
 * to labels and {@code E} of 2026.
 *
 * @param rules top down
 * @param labels the rule behind each label, by its index
 */
public record RemapFile(List<RemapRule> rules, Map<String, Integer> labels) {
    /** Changes nothing. */
    public static final RemapFile NONE = new RemapFile(List.of(), Map.of());

    public RemapFile {
        rules = List.copyOf(rules);
        labels = Map.copyOf(labels);
    }

    /** Whether a name that a rule made is one that could be transferred, which operation {@code E} asks. */
    @FunctionalInterface
    public interface Probe {
        boolean transferable(String name) throws StorageException;
    }

    /**
     * Reads the lines of a file.
     *
     * @throws IllegalArgumentException for a line that is not understood, naming it by number
     */
    public static RemapFile parse(List<String> lines) {
        List<RemapRule> rules = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                read(i + 1, fields(lines.get(i)), rules, labels);
            } catch (IllegalArgumentException e) { // PatternSyntaxException is one
                throw atLine(i + 1, e.getMessage(), e);
            }
        }
        for (RemapRule rule : rules) {
            String label = rule.replacement().pattern();
            if (rule.has('j') && label.indexOf('\\') < 0 && !labels.containsKey(label)) {
                throw atLine(rule.line(), "there is no label \"" + label + "\"", null);
            }
        }
        return new RemapFile(rules, labels);
    }

    private static IllegalArgumentException atLine(int line, String message, Exception cause) {
        return new IllegalArgumentException("line " + line + ": " + message, cause);
    }

    private static void read(int line, List<String> fields, List<RemapRule> rules, Map<String, Integer> labels) {
        if (fields.isEmpty()) {
            return;
        }
        if (fields.get(0).startsWith(":")) {
            labels.putIfAbsent(fields.get(0).substring(1), rules.size());
            return;
        }
        if (fields.size() == 1) {
            throw new IllegalArgumentException("no regular expression");
        }
        rules.add(RemapRule.of(line, fields.get(0), fields.get(1), fields.size() > 2 ? fields.get(2) : ""));
    }

    /**
     * Splits at white space; {@code #} ends the line, also within a word. Neither does behind a backslash, which stays:
     * for the expression and for the replacement it then means the character itself.
     */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length() && line.charAt(i) != '#'; i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(c).append(line.charAt(++i));
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
     * @throws Refusal if a rule refuses it
     * @throws StorageException {@code NAME_INVALID} if the rules do not come to an end with it; what {@code probe} throws
     */
    public String apply(String requested, Asker asker, Probe probe) throws StorageException {
        try {
            return new Remapping(this, asker, probe).apply(requested);
        } catch (IllegalStateException | StackOverflowError e) {
            throw new StorageException(Reason.NAME_INVALID, "a remap rule takes too long with this name", e);
        }
    }
}
