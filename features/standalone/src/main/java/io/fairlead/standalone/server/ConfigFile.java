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
    /** Before a line of this start alone; the line itself follows, so that an edited one is told. */
    private static final String LENT = "# >>> serve: ";

    private static final String LENT_END = "    (goes when its option is not given again; an edited line stays)";
    /** Before a line of the owner's that another one takes the place of for this start. */
    private static final String ASIDE = "# <<< serve: ";

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
        takeBack(key);
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

    /**
     * Gives a key a value until {@link #takeBack}, which brings back what is there now.
     *
     * @param value as it shall arrive; null takes back only
     */
    void lend(String key, String value) {
        takeBack(key);
        if (value == null) {
            return;
        }
        String line = key + " = " + escape(value);
        int at = putAside(key, line);
        if (at < 0) {
            return; // the owner says the same
        }
        lines.add(at, LENT + line + LENT_END);
        lines.add(at + 1, line);
    }

    /** Turns what the owner says of a key into comments. The result is where to say something else; -1 for no need. */
    private int putAside(String key, String line) {
        int at = find(key, "\\s*");
        if (at < 0) {
            int described = find(key, "\\s*#\\s*");
            return described < 0 ? lines.size() : described + 1;
        }
        if (lines.get(at).equals(line)) {
            return -1;
        }
        for (int owned = at; owned >= 0; owned = find(key, "\\s*")) {
            boolean more = true;
            for (int i = owned; more && i < lines.size(); i++) {
                more = continues(lines.get(i));
                lines.set(i, ASIDE + lines.get(i));
                at = i + 1;
            }
        }
        return at;
    }

    /** Takes back what was lent to a key, unless somebody has edited it since. */
    private void takeBack(String key) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (!lines.get(i).startsWith(LENT + key + " = ")) {
                continue;
            }
            String lent = lines.get(i).substring(LENT.length()).replace(LENT_END, "");
            boolean untouched = i + 1 < lines.size() && lines.get(i + 1).equals(lent);
            if (untouched) {
                lines.remove(i + 1);
            }
            lines.remove(i);
            giveBack(key, untouched);
        }
    }

    /** The owner's lines that were put aside: back in force, or gone if the owner has said something else since. */
    private void giveBack(String key, boolean inForce) {
        boolean more = false;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(ASIDE)) {
                more = false;
                continue;
            }
            String line = lines.get(i).substring(ASIDE.length());
            if (!more && !line.matches("\\s*" + Pattern.quote(key) + "\\s*[=:].*")) {
                continue; // of another key
            }
            more = continues(line);
            if (inForce) {
                lines.set(i, line);
            } else {
                lines.remove(i--);
            }
        }
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

    /** Whether it says something else than that file. */
    boolean differs(Path path) throws IOException {
        return !lines.equals(Files.readAllLines(path, StandardCharsets.UTF_8));
    }

    /** Writes beside and renames: whoever polls the folder sees the old file or the new one. */
    void write(Path path) throws IOException {
        Path unfinished = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, Permissions.newFile());
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
