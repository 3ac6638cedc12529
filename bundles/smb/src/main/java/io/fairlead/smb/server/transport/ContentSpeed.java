// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

/**
 * How fast content was moved the last time. Where that is a matter of copying memory, to have another thread serve the next
 * request meanwhile costs more than it saves. Thread-safe.
 */
public final class ContentSpeed {
    private static final int FAST_NANOS_PER_BYTE = 4; // 250 MB/s

    private volatile boolean fast;

    /** So many bytes took so long. */
    public void took(long nanos, long bytes) {
        fast = nanos <= bytes * FAST_NANOS_PER_BYTE;
    }

    /** Whether it is a matter of copying memory. */
    public boolean isFast() {
        return fast;
    }
}
