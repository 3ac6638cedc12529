// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users in force: those of the last reading of the file that had no fault. Looks at it several times a second, and
 * takes a change when two looks in a row found the same. What may be half written (no line's end at the end, or most users
 * missing in a file that is written in place) has to stand still for some seconds. Thread-safe.
 */
final class WatchedUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedUsers.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration STANDSTILL = Duration.ofSeconds(3);
    private static final int FILE_KEY = 2; // in a fingerprint
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2); // of the coarsest file system (FAT)

    /** No two readings in this process have the same number. */
    private static final AtomicLong REVISIONS = new AtomicLong();

    private final Path file;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "users-file");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> looking;
    private volatile Reading reading = new Reading(null, 0);
    private List<Object> seen; // from here on only used by one thread at a time
    private String text; // of the last reading, faulty or not
    private Object key; // of the file that was read, where the platform has such a thing
    private Candidate candidate; // null unless the file has changed since

    /** {@code users} is null until a reading succeeds. */
    private record Reading(KnownUsers users, long revision) {}

    /** What was found last, and may be half written. */
    private record Candidate(String text, List<Object> fingerprint, long sinceNanos) {}

    WatchedUsers(Path file) {
        this.file = file;
        look();
        look();
        looking = executor.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Empty if the file could not be read since the start. */
    Optional<KnownUsers> now() {
        return Optional.ofNullable(reading.users);
    }

    /** Another number with each reading that has changed something. */
    long revision() {
        return reading.revision;
    }

    @Override
    public void close() {
        looking.cancel(true);
        executor.shutdownNow();
    }

    private void look() {
        try {
            List<Object> found = fingerprint();
            if (candidate != null || !found.equals(seen)) {
                seen = found;
                read(found);
            }
        } catch (IOException e) {
            candidate = null;
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    now().isEmpty() ? "nobody can log in until it is mended" : "the users read before stay in force");
        } catch (RuntimeException e) { // or the schedule would end
            LOG.error("Looking at {}", file, e);
        }
    }

    private void read(List<Object> fingerprint) throws UsersFileException {
        String found = UsersText.read(file);
        if (found.equals(text)) {
            candidate = null;
        } else if (candidate == null || !candidate.text.equals(found) || moved(candidate.fingerprint, fingerprint)) {
            candidate = new Candidate(found, fingerprint, System.nanoTime());
        } else if (!mayBeHalf(found, fingerprint.get(FILE_KEY))
                || System.nanoTime() - candidate.sinceNanos >= STANDSTILL.toNanos()) {
            candidate = null;
            text = found;
            key = fingerprint.get(FILE_KEY);
            take(new KnownUsers(UsersText.parse(file, found).users()));
        }
    }

    private void take(KnownUsers users) {
        reading = new Reading(users, REVISIONS.incrementAndGet());
        LOG.info("{}: {} users", file, users.size());
    }

    /** Whether somebody has written to the file between two looks; the last component is no sign of that. */
    private static boolean moved(List<Object> before, List<Object> now) {
        int signs = Math.min(before.size(), now.size()) - 1;
        return before.size() != now.size() || !before.subList(0, signs).equals(now.subList(0, signs));
    }

    /**
     * While it is written in place, a file ends anywhere, often at the very beginning. One that was renamed into its place
     * is another file, and whole.
     */
    private boolean mayBeHalf(String found, Object keyNow) {
        KnownUsers before = reading.users;
        if (before == null) {
            return false;
        }
        boolean renamed = keyNow != null && !keyNow.equals(key);
        boolean lost = UsersText.countUsers(found) < (before.size() + 1) / 2;
        return !found.endsWith("\n") || (lost && !renamed);
    }

    /** Differs when the file may have changed: always, while it is so young that its time may not tell. */
    private List<Object> fingerprint() throws IOException {
        if (!Files.exists(file)) {
            return List.of("missing", "old");
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant modified = attributes.lastModifiedTime().toInstant();
        boolean young = modified.isAfter(Instant.now().minus(CLOCK_GRAIN));
        return Arrays.asList(modified, attributes.size(), attributes.fileKey(), young ? new Object() : "old");
    }
}
