// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import java.time.Instant;

/** FILETIME, [MS-DTYP] 2.3.3: units of 100 ns since 1601. */
public final class FileTime {
    /** In a SET_INFO: leave it as it is. */
    public static final long UNCHANGED = 0;
    /** In a SET_INFO: stop following this handle's doings, [MS-FSCC] 2.4.7. */
    public static final long FREEZE = -1;
    /** In a SET_INFO: follow again. */
    public static final long THAW = -2;

    private static final long EPOCH_SECONDS = 11_644_473_600L; // from 1601 to 1970
    private static final long UNITS_PER_SECOND = 10_000_000L;

    private FileTime() {}

    /** 0 for what is before 1601, and the last one for what is too late. */
    public static long of(Instant time) {
        long seconds = time.getEpochSecond() + EPOCH_SECONDS;
        if (seconds < 0) {
            return 0;
        }
        if (seconds >= Long.MAX_VALUE / UNITS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        return seconds * UNITS_PER_SECOND + time.getNano() / 100;
    }

    /** Of a value that is not negative. */
    public static Instant toInstant(long fileTime) {
        return Instant.ofEpochSecond(fileTime / UNITS_PER_SECOND - EPOCH_SECONDS, fileTime % UNITS_PER_SECOND * 100);
    }
}
