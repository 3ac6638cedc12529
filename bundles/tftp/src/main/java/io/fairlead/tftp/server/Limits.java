// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

/**
 * How much may go on at one time.
 *
 * @param transfers in all
 * @param transfersPerAddress from one IPv4 address or IPv6 /64 network
 * @param memoryBytes for blocks of all transfers
 * @param errorsPerSecond ERROR packets in answer to requests and foreign TIDs
 * @param uploadBytes largest file written; 0 for any
 */
public record Limits(int transfers, int transfersPerAddress, long memoryBytes, int errorsPerSecond, long uploadBytes) {
    /** 512 transfers, 64 per address, 128 MiB, 200 errors a second, uploads of any size. */
    public static final Limits DEFAULT = new Limits(512, 64, 128L << 20, 200, 0);

    /**
     * @throws IllegalArgumentException naming a value that is out of its range
     */
    public Limits {
        if (transfers < 1 || transfersPerAddress < 1 || errorsPerSecond < 0 || uploadBytes < 0) {
            throw new IllegalArgumentException("limits must not be negative, and let one transfer be");
        }
        if (memoryBytes < 1 << 20) {
            throw new IllegalArgumentException("memory of " + memoryBytes + " bytes is less than 1 MiB");
        }
    }
}
