// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.config.LoadedClasses;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * The storages that a {@link Connector} has made, and how they end: at once when the connector is closed; when its bundle goes,
 * as in an update, each when nothing of it is open any more, so that an upload is not cut. Thread-safe.
 */
public final class OpenStorages implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String client;
    private final Runnable end;
    private final Map<RemoteStorage, StillOpen> storages = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * @param client whose they are, for messages, as {@code FTP}
     * @param end what ends with the last of them, once the connector makes no more; more than once does no harm
     */
    public OpenStorages(String client, Runnable end) {
        this.client = client;
        this.end = end;
    }

    /**
     * A new one, which calls {@link #closed} when it is closed.
     *
     * @param open its nodes
     * @throws StorageException {@code UNAVAILABLE} if the connector was closed, as the storage is then
     */
    public <S extends RemoteStorage> S add(S storage, StillOpen open) throws StorageException {
        storages.put(storage, open);
        if (closed) {
            storage.close();
            throw new StorageException(Reason.UNAVAILABLE, "the " + client + " client was stopped");
        }
        return storage;
    }

    /** It was closed. Idempotent. */
    public void closed(RemoteStorage storage) {
        storages.remove(storage);
        if (closed && storages.isEmpty()) {
            finish();
        }
    }

    /**
     * The connector's bundle goes: there are no more storages, and each there is closes when nothing of it is open any more,
     * after a minute at the latest; at once if the framework itself stops. Returns at once. One daemon thread counts that time.
     *
     * @param folder where the client's classes are, as {@link LoadedClasses#of} has it
     */
    public void retire(BundleContext context, String folder) {
        if (context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING) {
            close();
        } else if (retire(LONGEST)) {
            LoadedClasses.of(context.getBundle(), folder);
        }
    }

    /** Whether something is open. */
    boolean retire(Duration longest) {
        closed = true;
        storages.forEach((storage, open) -> open.retire(storage::close));
        if (storages.isEmpty()) {
            finish();
            return false;
        }
        Thread limit = new Thread(() -> closeAfter(longest), "client-retires");
        limit.setDaemon(true);
        limit.start();
        return true;
    }

    private void closeAfter(Duration longest) {
        try {
            if (over.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Closes every storage at once; there are no more. */
    @Override
    public void close() {
        closed = true;
        storages.keySet().forEach(RemoteStorage::close);
        finish();
    }

    private void finish() {
        end.run();
        over.countDown();
    }
}
