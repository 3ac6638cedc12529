// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.dropin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/install-osgi.md}, read as its reader reads it. */
final class InstallPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<String> lines;

    private InstallPage(List<String> lines) {
        this.lines = lines;
    }

    static InstallPage read() {
        try {
            return new InstallPage(Files.readAllLines(Path.of(System.getProperty("install.page"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A row of the table of what one may want.
     *
     * @param folders of the archive
     * @param configurations names of files of its {@code etc}
     */
    record Choice(List<String> folders, List<String> configurations) {}

    /** @param beginning of the row's first cell */
    Choice choice(String beginning) {
        List<List<String>> rows = table("| what you want |").stream()
                .filter(row -> row.get(0).startsWith(beginning))
                .toList();
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows of the page begin with " + beginning);
        }
        return new Choice(code(rows.get(0).get(1)), code(rows.get(0).get(2)));
    }

    /** All rows of it. */
    List<Choice> choices() {
        return table("| what you want |").stream()
                .map(row -> new Choice(code(row.get(1)), code(row.get(2))))
                .toList();
    }

    /** Names of bundles by the folder of the archive they are in. */
    Map<String, List<String>> bundles() {
        Map<String, List<String>> bundles = new TreeMap<>();
        for (List<String> row : table("| folder |")) {
            bundles.computeIfAbsent(code(row.get(0)).get(0), f -> new ArrayList<>())
                    .addAll(code(row.get(1)));
        }
        return bundles;
    }

    /** The row of the table of what goes wrong that begins so. */
    String trap(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith("| " + beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no trap " + beginning));
    }

    private List<List<String>> table(String head) {
        int at = 0;
        while (!lines.get(at).startsWith(head)) {
            at++;
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(at + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            rows.add(List.of(line.substring(2).split(" \\| | \\|$")));
        }
        return rows;
    }

    private static List<String> code(String cell) {
        List<String> found = new ArrayList<>();
        Matcher matcher = CODE.matcher(cell);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
