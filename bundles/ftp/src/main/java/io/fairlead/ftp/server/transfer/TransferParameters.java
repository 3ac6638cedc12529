// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

/**
 * Transfer parameters of a session, RFC 959 3 and 5.1. Structure is always File and mode always Stream.
 *
 * @param ascii TYPE A; else TYPE I
 * @param restart position from REST for the next transfer, in bytes (RFC 3659 5)
 * @param extendedPassiveOnly EPSV ALL was given (RFC 2428 4)
 * @param bufferSizeSet PBSZ was given (RFC 4217 8)
 * @param protectedData PROT P was given (RFC 4217 9)
 */
public record TransferParameters(
        boolean ascii, long restart, boolean extendedPassiveOnly, boolean bufferSizeSet, boolean protectedData) {
    /** RFC 959 5.1: ASCII Non-print, Stream, File. */
    public static final TransferParameters INITIAL = new TransferParameters(true, 0, false, false, false);

    public TransferParameters withAscii(boolean on) {
        return new TransferParameters(on, restart, extendedPassiveOnly, bufferSizeSet, protectedData);
    }

    public TransferParameters withRestart(long position) {
        return new TransferParameters(ascii, position, extendedPassiveOnly, bufferSizeSet, protectedData);
    }

    public TransferParameters withExtendedPassiveOnly() {
        return new TransferParameters(ascii, restart, true, bufferSizeSet, protectedData);
    }

    public TransferParameters withBufferSizeSet() {
        return new TransferParameters(ascii, restart, extendedPassiveOnly, true, protectedData);
    }

    public TransferParameters withProtectedData(boolean on) {
        return new TransferParameters(ascii, restart, extendedPassiveOnly, bufferSizeSet, on);
    }
}
