// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What becomes of the extensions of a storage that has them all. */
class ExtensionsTest {
    private static final Identity USER = Identity.of("tester");

    private final Rich rich = new Rich();

    @BeforeEach
    void fill() throws Exception {
        try (Volume volume = rich.mount(USER)) {
            Contents.makeDirectory(volume, "/d");
            Contents.write(volume, "/d/a", "content");
            Contents.write(volume, "/a", "content");
        }
    }

    @Test
    void ofAReadOnlyStorageOnlyRead() throws Exception {
        try (Volume volume = new ReadOnlyStorage(rich).mount(USER);
                Node node = volume.open(VPath.of("/a"), Open.read())) {
            assertThat(volume.extension(Watch.class)).isPresent();
            assertThat(volume.extension(ServerCopy.class)).isEmpty();
            Xattrs xattrs = volume.extension(Xattrs.class).orElseThrow();
            assertThat(xattrs.get(node)).containsKey("of content");
            refused(Reason.READ_ONLY, () -> xattrs.set(node, "x", null));
            Symlinks links = volume.extension(Symlinks.class).orElseThrow();
            assertThat(links.target(VPath.of("/a"))).isEqualTo("target of /a");
            refused(Reason.READ_ONLY, () -> links.create(VPath.of("/l"), "a"));
            Streams streams = volume.extension(Streams.class).orElseThrow();
            assertThat(streams.list(node)).isEmpty();
            streams.open(VPath.of("/a"), "s", Open.read()).close();
            refused(Reason.READ_ONLY, () -> streams.open(VPath.of("/a"), "s", Open.replace()));
        }
        assertThat(rich.calls).containsExactly("get", "target /a", "list", "open /a:s");
    }

    @Test
    void ofASubtreeSeeItsOwnPathsAndNodes() throws Exception {
        try (Volume volume = new SubtreeStorage(rich, VPath.of("/d")).mount(USER);
                Node node = volume.open(VPath.of("/a"), Open.openOrCreate(Access.READ, Access.WRITE))) {
            Symlinks links = volume.extension(Symlinks.class).orElseThrow();
            links.create(VPath.of("/l"), "a");
            refused(Reason.ACCESS_DENIED, () -> links.create(VPath.of("/l"), "../a"));
            Xattrs xattrs = volume.extension(Xattrs.class).orElseThrow();
            assertThat(xattrs.get(node)).containsKey("of content");
            xattrs.set(node, "x", new byte[1]);
            Streams streams = volume.extension(Streams.class).orElseThrow();
            streams.list(node);
            streams.open(VPath.of("/a"), "s", Open.read()).close();
            volume.extension(ServerCopy.class).orElseThrow().copy(node, 0, node, 0, 1);
            volume.extension(Watch.class)
                    .orElseThrow()
                    .watch(VPath.ROOT, false, change -> {})
                    .close();
        }
        assertThat(rich.calls)
                .containsExactly("create /d/l", "get", "set x", "list", "open /d/a:s", "copy", "watch /d");
    }

    @Test
    void ofAQuotaAreThoseWhoseRoomIsCounted() throws Exception {
        QuotaStorage.Limits limits = new QuotaStorage.Limits(1000, 1000);
        try (Volume volume = new QuotaStorage(rich, limits, USER).mount(USER);
                Node writer = volume.open(VPath.of("/a"), Open.openOrCreate(Access.WRITE));
                Node reader = volume.open(VPath.of("/a"), Open.read())) {
            assertThat(volume.extension(ServerCopy.class)).isEmpty();
            assertThat(volume.extension(Streams.class)).isEmpty();
            volume.extension(Symlinks.class).orElseThrow().create(VPath.of("/l"), "a");
            assertThat(volume.extension(Watch.class)).isPresent();
            Xattrs xattrs = volume.extension(Xattrs.class).orElseThrow();
            xattrs.set(writer, "x", null);
            assertThat(xattrs.get(reader)).containsKey("of content");
        }
        assertThat(rich.calls).containsExactly("create /l", "set x", "get");
    }

    @Test
    void ofAMountTableIsThatWhichGoesByPath() throws Exception {
        try (Volume volume = new MountTable(Map.of(VPath.ROOT, rich)).mount(USER)) {
            for (Class<?> type : List.of(Watch.class, Xattrs.class, Streams.class, ServerCopy.class)) {
                assertThat(volume.extension(type)).isEmpty();
            }
            volume.extension(Symlinks.class).orElseThrow().create(VPath.of("/l"), "a");
        }
        assertThat(rich.calls).containsExactly("create /l");
    }

    private static void refused(Reason reason, Executable call) {
        assertThatThrownBy(call::execute).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    /** Has every extension, each of which writes down its calls and checks that nodes are the storage's own. */
    private static final class Rich implements Storage {
        private final MemoryStorage delegate = new MemoryStorage();
        private final List<String> calls = new ArrayList<>();

        @Override
        public Set<Feature> features() {
            return delegate.features();
        }

        @Override
        public Volume mount(Identity user) throws StorageException {
            return new RichVolume(delegate.mount(user), calls);
        }
    }

    private static final class RichVolume extends ForwardingVolume
            implements Watch, Symlinks, Xattrs, Streams, ServerCopy {
        private final List<String> calls;

        RichVolume(Volume delegate, List<String> calls) {
            super(delegate);
            this.calls = calls;
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
        }

        @Override
        public Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) {
            calls.add("watch " + directory);
            return () -> {};
        }

        @Override
        public void create(VPath link, String target) {
            calls.add("create " + link);
        }

        @Override
        public String target(VPath link) {
            calls.add("target " + link);
            return "target of " + link;
        }

        @Override
        public Map<String, byte[]> get(Node node) {
            calls.add("get");
            isOwn(node);
            return Map.of("of content", new byte[0]);
        }

        @Override
        public void set(Node node, String name, byte[] value) {
            calls.add("set " + name);
            isOwn(node);
        }

        @Override
        public List<Entry> list(Node owner) {
            calls.add("list");
            isOwn(owner);
            return List.of();
        }

        @Override
        public Node open(VPath owner, String stream, Open how) throws StorageException {
            calls.add("open " + owner + ":" + stream);
            return delegate.open(owner, how);
        }

        @Override
        public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count) {
            calls.add("copy");
            isOwn(source);
            isOwn(target);
            return count;
        }

        private static void isOwn(Node node) {
            assertThat(node.getClass().getPackage()).isEqualTo(MemoryStorage.class.getPackage());
        }
    }
}
