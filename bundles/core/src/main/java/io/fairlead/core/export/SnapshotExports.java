// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.limit.Ledgers;
import io.fairlead.core.quota.QuotaSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The snapshots that sessions of an Export look into: each is an Export itself, of a storage that takes no changes, with the
 * rules and the bounds of the one it belongs to. It is there while somebody looks. Thread-safe.
 */
final class SnapshotExports {
    private final Supplier<ExportSettings> settings;
    private final Ledgers ledgers;
    private final Map<Key, Used> all = new HashMap<>(); // guarded by this

    /**
     * @param storage the living one
     * @param root where its sessions start
     */
    private record Key(Storage storage, VPath root, Instant time) {}

    private static final class Used {
        final ArbitratedExport export;
        int mounting; // guarded by the SnapshotExports

        Used(ArbitratedExport export) {
            this.export = export;
        }
    }

    /**
     * @param settings of the Export at present
     * @param ledgers where it is counted what sessions hold
     */
    SnapshotExports(Supplier<ExportSettings> settings, Ledgers ledgers) {
        this.settings = settings;
        this.ledgers = ledgers;
    }

    /**
     * Mounts the tree as it was.
     *
     * @param root where the session starts, in the storage
     */
    ArbitratedVolume mount(Storage storage, VPath root, Instant time, Identity user, MountOptions options)
            throws StorageException {
        Key key = new Key(storage, root, time);
        Used used = use(key);
        try {
            return used.export.mount(user, options);
        } finally {
            synchronized (this) {
                used.mounting--;
            }
            endIfUnused(key, used);
        }
    }

    private synchronized Used use(Key key) {
        Used used = all.computeIfAbsent(key, absent -> {
            ArbitratedExport made = new ArbitratedExport(past(settings.get(), key.root()), ledgers);
            Used fresh = new Used(made);
            made.whenForgotten(() -> endIfUnused(key, fresh));
            made.attachAsIs(new SnapshotStorage(key.storage(), key.time()));
            return fresh;
        });
        used.mounting++;
        return used;
    }

    private void endIfUnused(Key key, Used used) {
        synchronized (this) {
            if (used.mounting > 0 || used.export.hasSessions() || !all.remove(key, used)) {
                return;
            }
        }
        used.export.close();
    }

    /** Quotas are of what is stored now, and who starts where was settled by the session. */
    private static ExportSettings past(ExportSettings now, VPath root) {
        return new ExportSettings(
                now.name(), root, true, false, now.hidden(), now.bounds(), now.caseInsensitive(), QuotaSettings.NONE);
    }

    /** The Export has other settings by now. */
    synchronized void configure() {
        all.forEach((key, used) -> used.export.configure(past(settings.get(), key.root())));
    }

    /** The storage leaves the Export. */
    void leave(Storage storage, Consumer<ArbitratedExport> end) {
        List<ArbitratedExport> left = new ArrayList<>();
        synchronized (this) {
            all.entrySet().removeIf(each -> {
                boolean gone = each.getKey().storage() == storage;
                if (gone) {
                    left.add(each.getValue().export);
                }
                return gone;
            });
        }
        left.forEach(end);
    }

    private static Export.OpenInfo of(Instant time, Export.OpenInfo open) {
        return new Export.OpenInfo(
                open.id(),
                open.path() + "@" + time,
                open.user(),
                open.peer(),
                open.access(),
                open.locks(),
                open.caching());
    }

    /** What is open in all of them; their paths end with the time. */
    List<Export.OpenInfo> opens() {
        List<Export.OpenInfo> opens = new ArrayList<>();
        Map<Key, Used> present;
        synchronized (this) {
            present = Map.copyOf(all);
        }
        present.forEach((key, used) -> used.export.opens().forEach(open -> opens.add(of(key.time(), open))));
        return opens;
    }
}
