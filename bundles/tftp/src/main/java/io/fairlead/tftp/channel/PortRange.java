// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

/**
 * Local ports that transfers take their TIDs from.
 *
 * @param first 1 to 65535, or 0 for whatever the system gives
 * @param last at least {@code first}
 */
public record PortRange(int first, int last) {
    /** The system's choice. */
    public static final PortRange ANY = new PortRange(0, 0);

    public PortRange {
        if (first < 0 || last > 65_535 || last < first || first == 0 && last != 0) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    public boolean any() {
        return first == 0;
    }

    int count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
