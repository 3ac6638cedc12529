// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of a configuration key that is a list. A form or a program gives an array; a file gives one text, in which
 * commas stand between the elements. So every element is read as such a text.
 */
public final class ListValue {
    private ListValue() {}

    /**
     * The elements, in order, each once, without blanks around them and without empty ones. A comma that belongs to an
     * element has a backslash before it; any other backslash is one.
     *
     * @param values as Declarative Services hands them over; null counts as none
     */
    public static List<String> of(String... values) {
        List<String> elements = new ArrayList<>();
        if (values != null) {
            for (String value : values) {
                split(value, elements);
            }
        }
        return elements.stream().distinct().toList();
    }

    private static void split(String value, List<String> elements) {
        StringBuilder element = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() && value.charAt(i + 1) == ',') {
                element.append(',');
                i++;
            } else if (c == ',') {
                add(element, elements);
            } else {
                element.append(c);
            }
        }
        add(element, elements);
    }

    private static void add(StringBuilder element, List<String> elements) {
        String text = element.toString().strip();
        element.setLength(0);
        if (!text.isEmpty()) {
            elements.add(text);
        }
    }
}
