// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.text.Masked;
import java.lang.reflect.Array;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Values as people read them. */
final class Text {
    private static final int LINE = 80;
    private static final String UNITS = "KMGTPE";

    private Text() {}

    /** Any value; arrays by commas. Masked: a file name must not steer the terminal. */
    static String of(Object value) {
        if (value.getClass().isArray()) {
            var joined = new StringJoiner(", ");
            for (int i = 0; i < Array.getLength(value); i++) {
                joined.add(of(Array.get(value, i)));
            }
            return joined.toString();
        }
        if (value instanceof InetSocketAddress address) {
            return address(address);
        }
        return Masked.of(value);
    }

    /** The words in lines of some 80 characters; one line, perhaps empty, at least. */
    static List<String> lines(List<String> words) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0 && line.length() + 1 + word.length() > LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = 0;
        double value = bytes / 1024.0;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(unit));
    }

    /** {@code 5s}, {@code 3m20s}, {@code 2h05m}, {@code 4d02h}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds % 3600 / 60);
        }
        return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds % 86_400 / 3600);
    }

    private static String address(InetSocketAddress address) {
        if (address.getAddress() == null) {
            return of(address.toString());
        }
        if (address.getAddress().isAnyLocalAddress()) {
            return "*:" + address.getPort();
        }
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
