// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SubtreeStorageTest extends StorageContract {
    private CountingStorage below;

    @Override
    protected Storage storage() throws Exception {
        below = new CountingStorage(new MemoryStorage());
        try (Volume volume = below.mount(user())) {
            Contents.makeDirectory(volume, "/home");
            Contents.makeDirectory(volume, "/home/joe");
            Contents.write(volume, "/home/secret", "not joe's");
        }
        return new SubtreeStorage(below, VPath.of("/home/joe"));
    }

    @Override
    protected void checkNoOpenNodes() {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
    }

    @Test
    void staysWithinItsBase() throws Exception {
        file("/a", "mine");
        try (Volume all = below.mount(user())) {
            assertThat(Contents.names(all, "/home/joe")).containsExactly("a");
            Contents.rename(volume(), "/a", "/secret", false);
            assertThat(Contents.text(all, "/home/secret")).isEqualTo("not joe's");
            assertThat(Contents.text(all, "/home/joe/secret")).isEqualTo("mine");
        }
    }

    @Test
    void keepsItsBase() throws Exception {
        try (Node base = volume().open(VPath.ROOT, open(Access.READ, Access.DELETE))) {
            refused(base::delete, Reason.ACCESS_DENIED);
            refused(() -> base.rename(path("/elsewhere"), false), Reason.ACCESS_DENIED);
        }
    }

    @Test
    void mountsNothingWithoutItsBase() {
        refused(() -> new SubtreeStorage(below, path("/none")).mount(user()), Reason.NOT_FOUND);
        refused(() -> new SubtreeStorage(below, path("/none/below")).mount(user()), Reason.NOT_FOUND);
        refused(() -> new SubtreeStorage(below, path("/home/secret")).mount(user()), Reason.NOT_DIRECTORY);
    }

    @Test
    void tellsOfChangesAsSeenFromItsBase() throws Exception {
        List<Change> seen = new ArrayList<>();
        RecordingWatch watch = new RecordingWatch();
        try (Watch.Subscription watching =
                new SubtreeWatch(watch, path("/home/joe")).watch(path("/sub"), true, seen::add)) {
            assertThat(watching).isNotNull();
            assertThat(watch.directory).isEqualTo(path("/home/joe/sub"));
            watch.listener.accept(Change.of(Change.Type.MODIFIED, path("/home/joe/sub/a")));
            watch.listener.accept(Change.renamed(path("/home/joe/sub/a"), path("/home/joe/sub/b")));
            watch.listener.accept(Change.renamed(path("/home/joe/sub/a"), path("/home/ann/a")));
            watch.listener.accept(Change.renamed(path("/home/ann/a"), path("/home/joe/sub/a")));
            watch.listener.accept(Change.of(Change.Type.DELETED, path("/home/joel")));
        }
        assertThat(seen)
                .containsExactly(
                        Change.of(Change.Type.MODIFIED, path("/sub/a")),
                        Change.renamed(path("/sub/a"), path("/sub/b")),
                        Change.of(Change.Type.DELETED, path("/sub/a")),
                        Change.of(Change.Type.CREATED, path("/sub/a")));
    }

    @Test
    void closesTheVolumeBelow() throws Exception {
        Volume second = mount();
        Node node = second.open(VPath.ROOT, Open.list());
        second.close();
        refused(() -> node.next(1), Reason.STALE);
        assertThat(below.openVolumes()).isEqualTo(1);
    }

    private static final class RecordingWatch implements Watch {
        private VPath directory;
        private Consumer<Change> listener;

        @Override
        public Subscription watch(VPath watched, boolean recursive, Consumer<Change> told) {
            directory = watched;
            listener = told;
            return () -> {};
        }
    }
}
