// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much one session, one user or one Export may hold. Immutable.
 *
 * @param most by quantity, each at least 1
 */
public record Limits(Map<Quantity, Integer> most) {
    /** Of one session: more than any client was seen to need. */
    public static final Limits SESSION = of(16_384, 100_000, 1_024, 1, 512);

    /** Of one user, over all sessions. */
    public static final Limits USER = of(65_536, 200_000, 4_096, 16_384, 2_048);

    /** Of one Export. */
    public static final Limits EXPORT = of(500_000, 1_000_000, 20_000, 65_536, 10_000);

    public Limits {
        most = Collections.unmodifiableMap(new EnumMap<>(most));
    }

    private static Limits of(int opens, int locks, int watches, int parked, int waits) {
        Map<Quantity, Integer> most = new EnumMap<>(Quantity.class);
        most.put(Quantity.OPENS, opens);
        most.put(Quantity.LOCKS, locks);
        most.put(Quantity.WATCHES, watches);
        most.put(Quantity.PARKED, parked);
        most.put(Quantity.WAITS, waits);
        return new Limits(most);
    }

    int of(Quantity quantity) {
        return most.get(quantity);
    }

    /**
     * These, with some changed.
     *
     * @param settings each as {@code opens=1000}
     * @throws IllegalArgumentException for a name or number that is none, with what was expected
     */
    public Limits with(List<String> settings) {
        Map<Quantity, Integer> changed = new EnumMap<>(most);
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            changed.put(quantity(parts[0].trim(), setting), number(parts, setting));
        }
        return new Limits(changed);
    }

    private static Quantity quantity(String name, String setting) {
        for (Quantity quantity : Quantity.values()) {
            if (quantity.key().equals(name)) {
                return quantity;
            }
        }
        throw bad(setting);
    }

    private static int number(String[] parts, String setting) {
        try {
            int number = Integer.parseInt(parts[1].trim());
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw bad(setting);
        }
        throw bad(setting);
    }

    private static IllegalArgumentException bad(String setting) {
        return new IllegalArgumentException(
                setting + "; expected opens=N, locks=N, watches=N, parked=N or waits=N, each at least 1");
    }
}
