// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import java.time.DateTimeException;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of months as {@code ls} abbreviates them in the languages that servers speak. */
public final class Months {
    private static final String[] LANGUAGES = {
        "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "ru", "uk",
        "tr", "el"
    };
    private static final int LETTERS = 3;
    private static final Map<String, Integer> NUMBERS = numbers();

    private Months() {}

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (String language : LANGUAGES) {
            Locale locale = Locale.forLanguageTag(language);
            for (Month month : Month.values()) {
                for (TextStyle style : new TextStyle[] {
                    TextStyle.SHORT, TextStyle.SHORT_STANDALONE, TextStyle.FULL, TextStyle.FULL_STANDALONE
                }) {
                    String name = plain(month.getDisplayName(style, locale), locale);
                    numbers.putIfAbsent(name, month.getValue());
                    if (name.length() > LETTERS) {
                        numbers.putIfAbsent(name.substring(0, LETTERS), month.getValue());
                    }
                }
            }
        }
        return Map.copyOf(numbers);
    }

    private static String plain(String name, Locale locale) {
        return name.replace(".", "").toLowerCase(locale);
    }

    /**
     * 1 to 12.
     *
     * @throws DateTimeException if nobody knows it
     */
    static int number(String name) {
        String plain = plain(name, Locale.ROOT);
        Integer known = NUMBERS.get(plain);
        if (known == null && plain.length() > LETTERS) {
            known = NUMBERS.get(plain.substring(0, LETTERS));
        }
        if (known == null && Character.isDigit(plain.charAt(0))) {
            known = Integer.parseInt(plain.replaceAll("\\D", ""));
        }
        if (known == null) {
            throw new DateTimeException("month " + name);
        }
        return known;
    }
}
