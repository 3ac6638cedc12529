// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last time of a storage that was withdrawn: volumes that are mounted go on, a minute at most, then it is closed. A thread
 * of its own waits for that, which ends with it. Thread-safe.
 */
final class Retirement {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final LocalStorage storage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private volatile boolean begun; // changed under lock

    Retirement(LocalStorage storage) {
        this.storage = storage;
    }

    boolean hasBegun() {
        return begun;
    }

    void begin() {
        lock.lock();
        try {
            if (begun) {
                return;
            }
            begun = true;
        } finally {
            lock.unlock();
        }
        if (storage.openVolumes() == 0) {
            close();
            return;
        }
        Thread thread = new Thread(
                this::awaitEnd, "storage-retire-" + storage.settings().name());
        thread.setDaemon(true);
        thread.start();
    }

    /** A volume was closed. */
    void look() {
        if (begun) {
            lock.lock();
            try {
                looked.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void awaitEnd() {
        long left = LONGEST.toNanos();
        lock.lock();
        try {
            while (left > 0 && storage.openVolumes() > 0) {
                left = looked.awaitNanos(left);
            }
        } catch (InterruptedException e) { // nothing interrupts this thread
            LOG.debug("interrupted", e);
        } finally {
            lock.unlock();
        }
        if (storage.openVolumes() > 0) {
            LOG.info(
                    "Storage {} ends with {} volumes still in use",
                    storage.settings().name(),
                    storage.openVolumes());
        }
        close();
    }

    private void close() {
        try {
            storage.close();
        } catch (IOException x) {
            LOG.warn("Closing the storage {}: {}", storage.settings().name(), x.toString());
        }
    }
}
