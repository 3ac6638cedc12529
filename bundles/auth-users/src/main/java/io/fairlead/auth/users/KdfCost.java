// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

/**
 * What one verification of a password costs with argon2id, RFC 9106 4.
 *
 * @param memoryKib memory in KiB
 * @param iterations passes over it
 * @param parallelism lanes
 */
public record KdfCost(int memoryKib, int iterations, int parallelism) {
    static final int MOST_MEMORY_KIB = 1 << 20;
    static final int MOST_ITERATIONS = 100;
    static final int MOST_PARALLELISM = 16;

    /** 19 MiB, 2 passes, 1 lane: some 50 ms. */
    public static final KdfCost DEFAULT = new KdfCost(19_456, 2, 1);

    /**
     * @throws IllegalArgumentException naming the value and the range
     */
    public KdfCost {
        check("memoryKib", memoryKib, 8, MOST_MEMORY_KIB);
        check("iterations", iterations, 1, MOST_ITERATIONS);
        check("parallelism", parallelism, 1, MOST_PARALLELISM);
        if (memoryKib < 8 * parallelism) { // RFC 9106 3.1
            throw new IllegalArgumentException(
                    "memoryKib = " + memoryKib + "; expected at least 8 for each of " + parallelism + " lanes");
        }
    }

    private static void check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " = " + value + "; expected " + least + " to " + most);
        }
    }
}
