// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

/**
 * Blocks are counted in 64 bits here and in 16 on the wire. No RFC says what follows 65535; nearly everybody sends 0,
 * some send 1.
 *
 * @param restart 0 or 1
 */
public record BlockNumbers(int restart) {
    public static final BlockNumbers FROM_ZERO = new BlockNumbers(0);
    public static final BlockNumbers FROM_ONE = new BlockNumbers(1);

    private static final int MODULUS = 0x10000;

    public BlockNumbers {
        if (restart != 0 && restart != 1) {
            throw new IllegalArgumentException("block numbers restart at 0 or 1, not " + restart);
        }
    }

    public static BlockNumbers restartingAt(int restart) {
        return restart == 0 ? FROM_ZERO : FROM_ONE;
    }

    /** The number on the wire. */
    public int onWire(long block) {
        if (restart == 0 || block == 0) {
            return (int) (block % MODULUS);
        }
        return (int) ((block - 1) % (MODULUS - 1)) + 1;
    }

    /** The block that a number on the wire means: of those it may mean, the one nearest to {@code expected}. */
    public long nearest(int wire, long expected) {
        if (restart == 0) {
            return expected + (short) (wire - (int) expected);
        }
        if (wire == 0) {
            return 0; // only what precedes the first block has this number
        }
        int period = MODULUS - 1;
        int ahead = Math.floorMod(wire - expected, period);
        return expected + (ahead > period / 2 ? ahead - period : ahead);
    }
}
