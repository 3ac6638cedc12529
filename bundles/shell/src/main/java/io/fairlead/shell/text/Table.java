// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A table of text with a title, its columns as wide as they need to be. */
final class Table {
    private final String title;
    private final List<String[]> rows = new ArrayList<>();

    Table(String title, String... headings) {
        this.title = title;
        rows.add(headings);
    }

    /** Adds a row; missing cells at its end stay empty. */
    void row(Object... cells) {
        String[] texts = new String[rows.get(0).length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = i < cells.length ? Text.of(cells[i]) : "";
        }
        rows.add(texts);
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    @Override
    public String toString() {
        return toString(Integer.MAX_VALUE);
    }

    /** With no more than {@code most} rows, and a line that says how many there are beside. */
    String toString(int most) {
        if (isEmpty()) {
            return title + ": none\n";
        }
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder(title).append('\n');
        int shown = Math.min(rows.size() - 1, most);
        for (String[] row : rows.subList(0, shown + 1)) {
            var line = new StringJoiner("  ", "  ", "");
            for (int i = 0; i < widths.length; i++) {
                line.add(row[i] + " ".repeat(widths[i] - row[i].length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        int more = rows.size() - 1 - shown;
        return more == 0 ? text.toString() : text + "  and " + more + " more\n";
    }
}
