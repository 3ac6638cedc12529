// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Background;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.names.CaseBlindNames;
import io.fairlead.core.names.Names;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.core.quota.Quotas;

/**
 * What Exports of one storage have between their sessions and it, under the one arbiter: names without regard to case, and
 * quotas. Both are made when an Export first wants them. Thread-safe.
 */
final class Layers {
    private final ChangeFeed changes;
    private CaseBlindNames names; // guarded by this, as the next one; null until it is wanted
    private Storage named; // whose names these are
    private Quotas quotas;

    Layers(ChangeFeed changes) {
        this.changes = changes;
    }

    /** How names are found without regard to case. */
    synchronized Names caseBlind(Storage storage) throws StorageException {
        if (names == null || storage != named) {
            if (names != null) { // of a storage that was replaced; its sessions go on with them
                Background.run(names::close);
            }
            CaseBlindNames made = new CaseBlindNames(storage);
            made.follow(
                    changes.subscribe(new ChangeFeed.Interest(VPath.ROOT, true), told -> made.changed(told.change())));
            names = made;
            named = storage;
        }
        return names;
    }

    /** The quotas on a storage; null while no Export wants one, which {@code settings} may. */
    synchronized Quotas quotas(Storage storage, QuotaSettings settings) {
        if (quotas == null && settings.any()) {
            quotas = new Quotas(storage);
        }
        if (quotas != null) {
            quotas.lookIn(storage);
        }
        return quotas;
    }

    /** Null while no Export wants one. */
    synchronized Quotas quotas() {
        return quotas;
    }

    /** An Export has other settings now, for running sessions, too. */
    synchronized void configure(ArbitratedExport export, QuotaSettings settings) {
        if (quotas != null) {
            quotas.configure(export, settings);
        }
    }

    /** An Export has left the storage. */
    synchronized void leave(ArbitratedExport export) {
        if (quotas != null) {
            quotas.remove(export);
        }
    }

    /** The last Export has left. Does not block. */
    synchronized void close() {
        if (names != null) {
            Background.run(names::close);
        }
        if (quotas != null) {
            quotas.close();
        }
    }
}
