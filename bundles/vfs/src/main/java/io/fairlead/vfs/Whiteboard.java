// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.Connector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.FileProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each scheme of a manager to the best of those who offer it: the highest rank, and among equals the latest, so that a
 * new version of a bundle takes over while the old one is still there. When the best one goes, the next has the scheme; a
 * client that goes is waited for first, as its bundle may be being updated.
 * Schemes that the manager has by itself are never given away. Thread-safe.
 */
final class Whiteboard {
    private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

    private final DefaultFileSystemManager manager;
    private final Map<String, List<Offer>> offers = new HashMap<>(); // guarded by this; the best comes last
    private final Map<String, Taken> installed = new HashMap<>(); // guarded by this
    private final ScheduledThreadPoolExecutor timer; // its thread ends when it has nothing to do

    /**
     * Somebody who can serve a scheme.
     *
     * @param source whose offer it is
     * @param rank the higher, the better
     * @param provider makes the provider, or gives it; called when the offer is taken; null for a client
     */
    private record Offer(Object source, int rank, Supplier<FileProvider> provider) {}

    /** @param client what its provider asks; null if it is no {@link Connector}'s */
    private record Taken(Offer offer, SwappedConnector client) {}

    Whiteboard(DefaultFileSystemManager manager) {
        this.manager = manager;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "vfs-schemes");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** A client, which another one may replace: what was resolved by it goes on with that. */
    void add(String scheme, Connector connector, int rank) {
        add(scheme, connector, rank, null);
    }

    /** Waits for no client any more. */
    void close() {
        timer.shutdownNow();
    }

    synchronized void add(String scheme, Object source, int rank, Supplier<FileProvider> provider) {
        List<Offer> all = offers.computeIfAbsent(scheme, s -> new ArrayList<>());
        all.add(new Offer(source, rank, provider));
        all.sort(Comparator.comparingInt(Offer::rank)); // stable: the latest stays last among equals
        settle(scheme);
    }

    synchronized void remove(String scheme, Object source) {
        List<Offer> all = offers.getOrDefault(scheme, List.of());
        if (!all.isEmpty() && all.removeIf(o -> o.source() == source)) {
            settle(scheme);
        }
    }

    private void settle(String scheme) {
        List<Offer> all = offers.get(scheme);
        Offer best = all.isEmpty() ? null : all.get(all.size() - 1);
        Taken current = installed.get(scheme);
        if (current != null && Objects.equals(best, current.offer())) {
            return;
        }
        if (current != null && current.client() != null) {
            if (best == null) {
                away(scheme, current);
                return;
            }
            if (best.source() instanceof Connector next && current.client().isLike(next, scheme)) {
                current.client().use(next);
                installed.put(scheme, new Taken(best, current.client()));
                LOG.info("VFS scheme {} has another client", scheme);
                return;
            }
        }
        remove(scheme, current);
        if (best != null) {
            install(scheme, best);
        }
    }

    /** Most likely its bundle is being updated. */
    private void away(String scheme, Taken left) {
        left.client().use(null);
        Taken waiting = new Taken(null, left.client());
        installed.put(scheme, waiting);
        try {
            timer.schedule(
                    () -> removeIfAway(scheme, waiting), SwappedConnector.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // nobody waits any more: all of this is going, too
            remove(scheme, waiting);
        }
    }

    private synchronized void removeIfAway(String scheme, Taken waiting) {
        if (installed.get(scheme) == waiting) {
            remove(scheme, waiting);
        }
    }

    private void remove(String scheme, Taken current) {
        if (current == null) {
            return;
        }
        if (current.client() != null) {
            current.client().end();
        }
        manager.removeProvider(scheme);
        installed.remove(scheme);
        if (offers.get(scheme).isEmpty()) {
            offers.remove(scheme);
        }
        LOG.info("VFS scheme {} removed", scheme);
    }

    private void install(String scheme, Offer offer) {
        try {
            SwappedConnector client = offer.source() instanceof Connector connector && offer.provider() == null
                    ? new SwappedConnector(connector, scheme)
                    : null;
            FileProvider provider = client == null ? offer.provider().get() : new ConnectorFileProvider(client, scheme);
            manager.addProvider(scheme, provider);
            installed.put(scheme, new Taken(offer, client));
            LOG.info("VFS scheme {} added", scheme);
        } catch (FileSystemException | RuntimeException e) {
            LOG.error("VFS scheme {} can't be added: {}", scheme, e.getMessage());
        }
    }
}
