// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A storage that reports what was done through the Export, and does so late: to all who watch by then. */
class LateReportsTest extends ExportFixture {
    private final List<Consumer<Change>> watching = new CopyOnWriteArrayList<>();
    private final List<Change> first = new CopyOnWriteArrayList<>();
    private final List<Change> second = new CopyOnWriteArrayList<>();

    @Override
    Storage storage() {
        return new ForwardingStorage(new MemoryStorage()) {
            @Override
            protected Volume wrap(Volume volume) {
                return new ForwardingVolume(volume) {
                    @Override
                    public <T> Optional<T> extension(Class<T> type) {
                        Watch watch = (directory, recursive, listener) -> {
                            watching.add(listener);
                            return () -> watching.remove(listener);
                        };
                        return type == Watch.class ? Optional.of(type.cast(watch)) : super.extension(type);
                    }
                };
            }
        };
    }

    private void report(Change.Type type, String path) {
        watching.forEach(listener -> listener.accept(Change.of(type, path(path))));
    }

    private static List<Change.Type> types(List<Change> heard) {
        return heard.stream().map(Change::type).toList();
    }

    @Test
    void areNotNewsForWhoCameInBetween() throws Exception {
        folder("/d");
        try (Watch.Subscription early = alice.watch(path("/d"), false, first::add)) {
            Contents.makeDirectory(bob, "/d/a");
            try (Watch.Subscription late = bob.watch(path("/d"), false, second::add)) {
                report(Change.Type.CREATED, "/d/a");
                Contents.delete(bob, "/d/a");
                report(Change.Type.DELETED, "/d/a");
                report(Change.Type.CREATED, "/d/theirs");
                await(() -> types(first).size() >= 3 && types(second).size() >= 2);
            }
        }
        assertThat(types(first)).containsExactly(Change.Type.CREATED, Change.Type.DELETED, Change.Type.CREATED);
        assertThat(types(second)).containsExactly(Change.Type.DELETED, Change.Type.CREATED);
    }
}
