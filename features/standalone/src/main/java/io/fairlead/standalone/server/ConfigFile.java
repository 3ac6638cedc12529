// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A {@code PID-name.cfg} as lines, so that a key can be changed and every comment and every other key stays as its owner
 * left it. The syntax is that of {@link java.util.Properties}; File Install replaces <code>${...}</code> in values.
 */
final class ConfigFile {
    private static final int WIDTH = 116;

    private final List<String> lines;

    private ConfigFile(List<String> lines) {
        this.lines = lines;
    }

    /** A new file: each key of {@code kind} with its description, commented out where the default holds. */
    static ConfigFile render(Metatype.Kind kind, String header, Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        comment(lines, kind.name() + ". " + kind.description());
        comment(lines, header);
        for (Metatype.Key key : kind.keys()) {
            lines.add("");
            comment(lines, key.description());
            lines.add("#" + key.id() + " = " + escape(key.fallback()));
        }
        ConfigFile file = new ConfigFile(lines);
        values.forEach(file::set);
        return file;
    }

    static ConfigFile read(Path path) throws IOException {
        return new ConfigFile(new ArrayList<>(Files.readAllLines(path, StandardCharsets.UTF_8)));
    }

    /**
     * Gives a key a value: in its line, else in the line that has it commented out, else in a new one at the end.
     *
     * @param value as it shall arrive, but that <code>${fairlead.home}</code> is replaced
     */
    void set(String key, String value) {
        String line = key + " = " + escape(value);
        int at = find(key, "\\s*");
        if (at < 0) {
            at = find(key, "\\s*#\\s*");
        }
        if (at < 0) {
            lines.add(line);
            return;
        }
        boolean more = !lines.get(at).strip().startsWith("#") && continues(lines.get(at));
        while (more && at + 1 < lines.size()) {
            more = continues(lines.remove(at + 1));
        }
        lines.set(at, line);
    }

    private int find(String key, String before) {
        Pattern pattern = Pattern.compile(before + Pattern.quote(key) + "\\s*[=:].*");
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a value goes on in the next line: the backslash at the end is not an escaped one. */
    private static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Writes beside and renames: whoever polls the folder sees the old file or the new one. */
    void write(Path path) throws IOException {
        Path unfinished = path.resolveSibling("." + path.getFileName() + ".new");
        Files.write(unfinished, lines, StandardCharsets.UTF_8);
        Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Backslashes, leading blanks, and what is not ASCII: the encoding of such files is not agreed on. */
    private static String escape(String value) {
        StringBuilder out = new StringBuilder();
        for (char c : value.toCharArray()) {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case ' ' -> out.append(out.isEmpty() ? "\\ " : " ");
                default -> out.append(c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static void comment(List<String> lines, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.strip().split("\\s+")) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
