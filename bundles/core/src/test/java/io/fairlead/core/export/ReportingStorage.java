// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.memory.MemoryStorage;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Files in memory, of whose changes it tells what a test says, to who watches at that moment. */
final class ReportingStorage extends ForwardingStorage {
    private final List<Watching> watching = new CopyOnWriteArrayList<>();
    final AtomicInteger begun = new AtomicInteger();

    private record Watching(VPath directory, boolean recursive, Consumer<Change> listener) {}

    ReportingStorage() {
        super(new MemoryStorage());
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.copyOf(delegate.features());
        features.add(Feature.EXTERNAL_CHANGES);
        return features;
    }

    @Override
    protected Volume wrap(Volume volume) {
        List<Watch.Subscription> mine = new CopyOnWriteArrayList<>();
        return new ForwardingVolume(volume) {
            @Override
            public <T> Optional<T> extension(Class<T> type) {
                Watch watch = (directory, recursive, listener) -> {
                    attributes(directory);
                    Watching one = new Watching(directory, recursive, listener);
                    watching.add(one);
                    begun.incrementAndGet();
                    Watch.Subscription end = () -> watching.removeIf(other -> other == one);
                    mine.add(end);
                    return end;
                };
                return type == Watch.class ? Optional.of(type.cast(watch)) : super.extension(type);
            }

            @Override
            public void close() throws StorageException {
                mine.forEach(Watch.Subscription::close);
                super.close();
            }
        };
    }

    /** How many watch now. */
    int watches() {
        return watching.size();
    }

    void report(Change change) {
        for (Watching each : watching) {
            boolean below = each.recursive()
                    ? change.path().startsWith(each.directory())
                    : change.path().parent().equals(each.directory());
            if (below || change.path().equals(each.directory())) {
                each.listener().accept(change);
            }
        }
    }
}
