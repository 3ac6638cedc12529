// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Local ports that sockets of transfers are bound to, both ends included; 0-0 leaves the choice to the system.
 *
 * @param first lowest
 * @param last highest
 */
public record PortRange(int first, int last) {
    /** The system's choice. */
    public static final PortRange ANY = new PortRange(0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");

    /** @throws IllegalArgumentException unless both are 0, or {@code 1 <= first <= last <= 65535} */
    public PortRange {
        boolean any = first == 0 && last == 0;
        if (!any && (first < 1 || last < first || last > 65_535)) {
            throw new IllegalArgumentException(first + "-" + last + " is no range of ports within 1-65535");
        }
    }

    /**
     * Reads {@code 40000-40100}, one port, or {@code 0} for any.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static PortRange parse(String text) {
        Matcher ends = TEXT.matcher(text.strip());
        if (!ends.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no range of ports such as 40000-40100");
        }
        int first = Integer.parseInt(ends.group(1));
        return new PortRange(first, ends.group(2) == null ? first : Integer.parseInt(ends.group(2)));
    }

    /** Whether the system chooses. */
    public boolean any() {
        return first == 0;
    }

    /** How many ports these are. */
    public int count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
