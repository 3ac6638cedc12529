// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Checks values of a configuration. Each method returns the value, or throws an {@link IllegalArgumentException} that names
 * the key, the value and what is expected: "port = 70000; expected 0 to 65535".
 */
public final class Checked {
    private Checked() {}

    /** What to throw for a wrong value; {@code expected} says what would be right. */
    public static IllegalArgumentException bad(String key, Object value, String expected) {
        return bad(key, value, expected, null);
    }

    /** As {@link #bad(String, Object, String)}, with what told that it is wrong. */
    public static IllegalArgumentException bad(String key, Object value, String expected, Exception cause) {
        String is = value.toString().isBlank() ? " is empty" : " = " + value;
        return new IllegalArgumentException(key + is + "; expected " + expected, cause);
    }

    /** A text that is not empty, without blanks around it. */
    public static String text(String key, String value, String expected) {
        if (value.isBlank()) {
            throw bad(key, value, expected);
        }
        return value.strip();
    }

    /** {@code least} to {@code most}, both included. */
    public static int range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw bad(key, value, least + " to " + most);
        }
        return value;
    }

    /** {@code least} or more. */
    public static int atLeast(String key, int value, int least) {
        return (int) atLeast(key, (long) value, least);
    }

    /** {@code least} or more. */
    public static long atLeast(String key, long value, long least) {
        if (value < least) {
            throw bad(key, value, least + " or more");
        }
        return value;
    }

    /** One of an enum's constants, whatever the case of its letters. */
    public static <E extends Enum<E>> E choice(String key, String value, Class<E> choices) {
        String wanted = value.strip();
        E[] constants = choices.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> bad(
                        key,
                        value,
                        Arrays.stream(constants)
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ", "one of ", ""))));
    }

    /** A filter for services; {@code example} shows one. */
    public static String filter(String key, String value, String example) {
        try {
            FrameworkUtil.createFilter(value);
            return value;
        } catch (InvalidSyntaxException e) {
            throw bad(key, value, "a filter such as " + example, e);
        }
    }

    /** Each element of a list, see {@link ListValue}, as {@code reader} reads it, which may throw what this class throws. */
    public static <T> List<T> each(String key, String[] values, String expected, Function<String, T> reader) {
        List<T> read = new ArrayList<>();
        for (String value : ListValue.of(values)) {
            try {
                read.add(reader.apply(value));
            } catch (IllegalArgumentException e) {
                throw bad(key, value, expected + ": " + e.getMessage(), e);
            }
        }
        return read;
    }
}
