// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of one folder, by their folded form. A name that is folded already is kept once. Not thread-safe.
 */
final class FolderNames {
    private final Map<String, Object> byFolded =
            new HashMap<>(); // a String, or a sorted String[] where case alone differs
    private int size;

    int size() {
        return size;
    }

    void add(String name) {
        String folded = CaseFolding.fold(name);
        Object there = byFolded.putIfAbsent(folded, name);
        if (there == null) {
            size++;
            return;
        }
        String[] others = all(there);
        int at = Arrays.binarySearch(others, name); // code units, as String.compareTo
        if (at < 0) {
            String[] more = Arrays.copyOf(others, others.length + 1);
            more[others.length] = name;
            Arrays.sort(more);
            byFolded.put(folded, more);
            size++;
        }
    }

    void remove(String name) {
        String folded = CaseFolding.fold(name);
        String[] others = all(byFolded.get(folded));
        int at = Arrays.binarySearch(others, name);
        if (at < 0) {
            return;
        }
        size--;
        if (others.length == 1) {
            byFolded.remove(folded);
            return;
        }
        String[] fewer = new String[others.length - 1];
        System.arraycopy(others, 0, fewer, 0, at);
        System.arraycopy(others, at + 1, fewer, at, fewer.length - at);
        byFolded.put(folded, fewer.length == 1 ? fewer[0] : fewer);
    }

    /** The spellings of a name, smallest first. */
    List<String> spellings(String folded) {
        return List.of(all(byFolded.get(folded)));
    }

    private static String[] all(Object value) {
        if (value == null) {
            return new String[0];
        }
        return value instanceof String[] several ? several : new String[] {(String) value};
    }
}
