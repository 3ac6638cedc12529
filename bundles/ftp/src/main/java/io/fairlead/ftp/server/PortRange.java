// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

/**
 * Ports for passive data connections, both ends included; 0-0 is any.
 *
 * @param first lowest
 * @param last highest
 */
public record PortRange(int first, int last) {
    /** Any port that is free and dynamic. */
    public static final PortRange ANY = new PortRange(0, 0);

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
        String[] ends = text.strip().split("-", -1);
        try {
            int first = Integer.parseInt(ends[0].strip());
            return new PortRange(first, ends.length == 1 ? first : Integer.parseInt(ends[ends.length - 1].strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no range of ports such as 40000-40100", e);
        }
    }

    boolean any() {
        return first == 0;
    }

    int size() {
        return last - first + 1;
    }
}
