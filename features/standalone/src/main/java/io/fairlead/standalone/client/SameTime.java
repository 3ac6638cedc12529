// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;

/**
 * Whether two files have the same time, as far as can be told. Listings that are made for people tell it to the minute, and
 * of a file that is older than half a year to the day: then a file is asked for its time by itself, and if that is no more
 * exact, the minute or the day has to do; else it would be copied again for ever. So it would with a time before 1970, which
 * many servers don't keep, and with one yet to come, where the server gives a file the time of its upload.
 */
final class SameTime {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** Younger files are listed with their hour. */
    private static final Duration LISTED_BY_DAY = Duration.ofDays(120);

    private SameTime() {}

    /**
     * Compares the times of two files of the same size.
     *
     * @param bothWays whether an older source differs too; else only a newer one, for targets that set their own time
     */
    static boolean of(FileObject from, FileObject to, boolean bothWays) throws IOException {
        if (near(from, to, bothWays)) {
            return true;
        }
        boolean rough = isRough(from) || isRough(to);
        if (!rough) {
            return false;
        }
        for (FileObject file : new FileObject[] {from, to}) {
            if (isRough(file)) {
                file.refresh();
            }
        }
        return near(from, to, bothWays) || withinRough(from, to) || withinRough(to, from);
    }

    private static boolean near(FileObject from, FileObject to, boolean bothWays) {
        Optional<Duration> newer = FileInfo.newer(from, to);
        if (newer.isEmpty()) {
            return true; // the same size is all that can be told
        }
        if (!Names.isLocal(to)
                && newer.get().abs().compareTo(FileInfo.SAME_TIME) >= 0
                && isStrange(from, to, bothWays)) {
            return true;
        }
        Duration apart = bothWays ? newer.get().abs() : newer.get();
        return apart.compareTo(FileInfo.SAME_TIME) < 0;
    }

    /** Whether the source has a time that the server can't keep, and that is why the target has a later, or earlier, one. */
    private static boolean isStrange(FileObject from, FileObject to, boolean bothWays) {
        Instant time = FileInfo.modified(from).orElse(Instant.EPOCH);
        Instant kept = FileInfo.modified(to).orElse(time);
        boolean beforeAll = time.isBefore(Instant.EPOCH) && kept.isAfter(time);
        boolean yetToCome = !bothWays && time.isAfter(Instant.now());
        return beforeAll || yetToCome;
    }

    private static boolean isRough(FileObject file) {
        return file.getFileSystem().getLastModTimeAccuracy() >= MINUTE.toMillis() && !Names.isLocal(file);
    }

    /** Whether the first has a time without seconds, and the other one is in that minute or day. */
    private static boolean withinRough(FileObject rough, FileObject other) {
        Optional<Instant> begin = FileInfo.modified(rough);
        if (!isRough(rough) || begin.isEmpty() || begin.get().getEpochSecond() % MINUTE.toSeconds() != 0) {
            return false;
        }
        boolean old = begin.get().isBefore(Instant.now().minus(LISTED_BY_DAY));
        boolean hour = begin.get().getEpochSecond() % (15 * MINUTE.toSeconds()) == 0; // where a day begins in some zone
        Duration after = Duration.between(begin.get(), FileInfo.modified(other).orElse(begin.get()));
        return !after.isNegative() && after.compareTo(old && hour ? DAY : MINUTE) < 0;
    }
}
