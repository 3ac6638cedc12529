// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Background;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the accounts of one storage hold: when they begin, when a folder went from one to another, and from time to
 * time where others change the storage, too. One count at a time for a storage, on a thread that ends when idle.
 */
final class Counting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Counting.class);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final int IDLE_SECONDS = 5;
    private static final int TRIES = 3; // while folders are moved about; then it stands as it is
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "quota-" + NUMBER.getAndIncrement());
        thread.setDaemon(true);
        thread.setContextClassLoader(Counting.class.getClassLoader());
        return thread;
    };
    private static final Identity COUNTER =
            new Identity("fairlead", Set.of(), VPath.ROOT, EnumSet.of(Right.LIST, Right.READ), Identity.Limits.NONE);

    private final Quotas quotas;
    private volatile Storage storage; // where the next count looks; the one given last is there
    private final boolean othersChangeIt;
    private final ThreadPoolExecutor turns; // one at a time; the thread ends when idle
    private volatile boolean closed;

    Counting(Quotas quotas, Storage storage) {
        this.quotas = quotas;
        this.storage = storage;
        this.othersChangeIt = storage.features().contains(Storage.Feature.EXTERNAL_CHANGES);
        this.turns = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DAEMONS);
        turns.allowCoreThreadTimeOut(true);
    }

    /** The same files by a storage object that is used now; the one before may be gone. */
    void lookIn(Storage present) {
        storage = present;
    }

    /** Counts an account afresh; what was known of it stands until then. Does not block. */
    void start(Account account) {
        if (!hasEnded(account)) {
            turns.execute(() -> count(account, 1));
        }
    }

    private void later(Account account, Duration delay, Runnable task) {
        if (!hasEnded(account)) {
            Future<?> unused = Background.after(delay, () -> turns.execute(task));
        }
    }

    private boolean hasEnded(Account account) {
        return closed || !quotas.isInForce(account);
    }

    private void count(Account account, int tries) {
        Count begun = hasEnded(account) ? null : quotas.begin(account);
        if (begun != null) {
            go(account, new Census(quotas, account, begun, () -> hasEnded(account)), tries);
        }
    }

    private void go(Account account, Census census, int tries) {
        boolean complete = false;
        try (Volume volume = storage.mount(COUNTER, LinkPolicy.STOP)) {
            complete = census.run(volume);
        } catch (StorageException e) {
            LOG.warn("Counting what is used in {} failed, it goes on in {} s", account.root, RETRY.toSeconds(), e);
            later(account, RETRY, () -> go(account, census, tries));
            return;
        } catch (RuntimeException e) { // of a storage with a fault: what was known stays
            LOG.error("Counting what is used in {} failed", account.root, e);
        }
        boolean disturbed = false;
        boolean stands = true;
        synchronized (quotas) {
            if (complete) {
                disturbed = account.isDisturbed();
                stands = quotas.end(account, tries >= TRIES);
            } else {
                account.endWithoutResult();
            }
        }
        if (!stands) {
            turns.execute(() -> count(account, tries + 1));
        } else if (disturbed) { // it stands for want of a better one
            later(account, RETRY, () -> count(account, 1));
        } else if (othersChangeIt && !account.recount().isZero()) {
            later(account, account.recount(), () -> count(account, 1));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
