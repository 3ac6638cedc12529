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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users in force: those of the last reading of the file that had no fault. Looks at it every second. Thread-safe. */
final class WatchedUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedUsers.class);
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2); // of the coarsest file system (FAT)

    private final Path file;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "users-file");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> looking;
    private volatile KnownUsers users; // null until a reading succeeds
    private List<Object> seen; // only used by one thread at a time
    private String text;

    WatchedUsers(Path file) {
        this.file = file;
        look();
        looking = executor.scheduleWithFixedDelay(
                this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Empty if the file could not be read since the start. */
    Optional<KnownUsers> now() {
        return Optional.ofNullable(users);
    }

    @Override
    public void close() {
        looking.cancel(true);
        executor.shutdownNow();
    }

    private void look() {
        try {
            List<Object> found = fingerprint();
            if (!found.equals(seen)) {
                seen = found;
                read();
            }
        } catch (IOException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    users == null ? "nobody can log in until it is mended" : "the users read before stay in force");
        } catch (RuntimeException e) { // or the schedule would end
            LOG.error("Looking at {}", file, e);
        }
    }

    private void read() throws UsersFileException {
        String found = UsersText.read(file);
        if (!found.equals(text)) {
            text = found;
            users = new KnownUsers(UsersText.parse(file, found).users());
            LOG.info("{}: {} users", file, users.size());
        }
    }

    /** Differs when the file may have changed: always, while it is so young that its time may not tell. */
    private List<Object> fingerprint() throws IOException {
        if (!Files.exists(file)) {
            return List.of("missing");
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant modified = attributes.lastModifiedTime().toInstant();
        boolean young = modified.isAfter(Instant.now().minus(CLOCK_GRAIN));
        return Arrays.asList(modified, attributes.size(), attributes.fileKey(), young ? new Object() : "old");
    }
}
