// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Lets one upload of a name come to its end at a time, in all servers of this JVM. Old versions of a name count as that
 * name, and letters of both cases as one, since the storage may take them so. Closed by the thread that made it.
 */
final class TargetLock implements AutoCloseable {
    private static final long LONGEST_SECONDS = 10;
    private static final Pattern VERSIONS = Pattern.compile("(\\.~\\d+~)+$");
    private static final Map<Target, TargetLock> PRESENT = new HashMap<>(); // guarded by itself

    private final Target target;
    private final ReentrantLock lock = new ReentrantLock();
    private int users; // guarded by PRESENT

    private record Target(String export, String name) {}

    private TargetLock(Target target) {
        this.target = target;
    }

    /**
     * Waits until nobody else has it.
     *
     * @throws StorageException {@code IN_USE} if that takes too long
     */
    static TargetLock of(String export, VPath path) throws StorageException {
        String name = VERSIONS.matcher(path.toString()).replaceFirst("").toLowerCase(Locale.ROOT);
        var target = new Target(export, name);
        TargetLock mine;
        synchronized (PRESENT) {
            mine = PRESENT.computeIfAbsent(target, TargetLock::new);
            mine.users++;
        }
        try {
            if (mine.lock.tryLock(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                return mine;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mine.leave();
        throw new StorageException(Reason.IN_USE, path);
    }

    @Override
    public void close() {
        lock.unlock();
        leave();
    }

    private void leave() {
        synchronized (PRESENT) {
            if (--users == 0) {
                PRESENT.remove(target);
            }
        }
    }
}
