// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The snapshots of one storage, in memory as it is itself. Thread-safe. */
final class MemorySnapshots {
    private final ConcurrentNavigableMap<Instant, Tree> all = new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    /** Keeps a copy of the tree; beyond the most that there may be, the oldest goes. */
    Instant add(Tree tree, Instant time) throws StorageException {
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        all.put(second, tree.copy());
        while (all.size() > Snapshots.MOST) {
            all.pollLastEntry();
        }
        return second;
    }

    boolean remove(Instant time) {
        return all.remove(time) != null;
    }

    /** As the extension of a volume. */
    Snapshots of(MemoryVolume volume) {
        return new OfVolume(volume);
    }

    private final class OfVolume implements Snapshots {
        private final MemoryVolume volume;

        OfVolume(MemoryVolume volume) {
            this.volume = volume;
        }

        @Override
        public List<Instant> times(VPath path) throws StorageException {
            volume.checkOpen();
            List<Instant> times = new ArrayList<>();
            for (Map.Entry<Instant, Tree> each : all.entrySet()) {
                if (has(each.getValue(), path, volume.policy())) {
                    times.add(each.getKey());
                }
            }
            return times;
        }

        @Override
        public Volume at(Instant time) throws StorageException {
            volume.checkOpen();
            Tree tree = all.get(time);
            if (tree == null) {
                throw new StorageException(Reason.NOT_FOUND, "no snapshot of " + time);
            }
            return new SnapshotVolume(new MemoryVolume(tree, volume.policy(), null));
        }
    }

    private static boolean has(Tree tree, VPath path, LinkPolicy policy) {
        try {
            tree.attributes(path, Links.ITSELF, policy);
            return true;
        } catch (LinkEncountered link) {
            return true;
        } catch (StorageException absent) {
            return false;
        }
    }
}
