// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.FileProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each scheme of a manager to the best of those who offer it: the highest rank, and among equals the latest, so that a
 * new version of a bundle takes over while the old one is still there. When the best one goes, the next has the scheme.
 * Schemes that the manager has by itself are never given away. Thread-safe.
 */
final class Whiteboard {
    private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

    private final DefaultFileSystemManager manager;
    private final Map<String, List<Offer>> offers = new HashMap<>(); // guarded by this; the best comes last
    private final Map<String, Offer> installed = new HashMap<>(); // guarded by this

    /**
     * Somebody who can serve a scheme.
     *
     * @param source whose offer it is
     * @param rank the higher, the better
     * @param provider makes the provider, or gives it; called when the offer is taken
     */
    private record Offer(Object source, int rank, Supplier<FileProvider> provider) {}

    Whiteboard(DefaultFileSystemManager manager) {
        this.manager = manager;
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
        Offer current = installed.get(scheme);
        if (Objects.equals(best, current)) {
            return;
        }
        if (current != null) {
            manager.removeProvider(scheme);
            installed.remove(scheme);
            LOG.info("VFS scheme {} removed", scheme);
        }
        if (best == null) {
            offers.remove(scheme);
        } else {
            install(scheme, best);
        }
    }

    private void install(String scheme, Offer offer) {
        try {
            manager.addProvider(scheme, offer.provider().get());
            installed.put(scheme, offer);
            LOG.info("VFS scheme {} added", scheme);
        } catch (FileSystemException | RuntimeException e) {
            LOG.error("VFS scheme {} can't be added: {}", scheme, e.getMessage());
        }
    }
}
