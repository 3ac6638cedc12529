// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.time.Duration;
import java.util.Optional;

/**
 * What both ends agreed on.
 *
 * @param blockBytes bytes of data a block, RFC 2348
 * @param windowBlocks blocks sent before an ACK is awaited, RFC 7440
 * @param rollover the block number that follows 65535, 0 or 1
 * @param timeout wait before retransmission, RFC 2349
 */
public record Parameters(int blockBytes, int windowBlocks, int rollover, Optional<Duration> timeout) {
    /** Without options, RFC 1350. */
    public static final Parameters PLAIN = new Parameters(512, 1, 0, Optional.empty());

    /** Bounds of RFC 2348 2. */
    public static final int LEAST_BLOCK_BYTES = 8;

    public static final int MOST_BLOCK_BYTES = 65_464;
    /** RFC 7440 has 65,535; beyond this a block number could mean two blocks. */
    public static final int MOST_WINDOW_BLOCKS = 16_384;

    public Parameters {
        if (blockBytes < LEAST_BLOCK_BYTES || blockBytes > MOST_BLOCK_BYTES) {
            throw new IllegalArgumentException("blocks of " + blockBytes + " bytes");
        }
        if (windowBlocks < 1 || windowBlocks > MOST_WINDOW_BLOCKS) {
            throw new IllegalArgumentException("window of " + windowBlocks + " blocks");
        }
    }

    /** {@code timing} as the agreed timeout changes it. */
    public Timing timing(Timing timing) {
        return timeout.map(timing::agreed).orElse(timing);
    }

    /** Bytes of a whole window, without headers. */
    public int windowBytes() {
        return blockBytes * windowBlocks;
    }
}
