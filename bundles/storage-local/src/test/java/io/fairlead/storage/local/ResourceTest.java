// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is open ends with the storage, and an interrupted thread takes one node with it and nothing else. */
@EnabledOnOs(OS.LINUX)
class ResourceTest {
    @TempDir
    Path root;

    @Test
    void noDescriptorNorThreadOutlivesTheStorage() throws IOException {
        for (boolean secure : new boolean[] {true, false}) {
            leaveAllOpen(secure); // loads what stays open for good
            List<String> before = descriptors();
            leaveAllOpen(secure);
            await().untilAsserted(() -> assertThat(descriptors()).isEqualTo(before));
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("storage-watch"));
        }
    }

    @Test
    void aListingThatIsClosedMeanwhileIsStale() throws Exception {
        for (int i = 0; i < 200; i++) {
            Files.createFile(root.resolve("f" + i));
        }
        for (boolean secure : new boolean[] {true, false}) {
            try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root), secure);
                    Volume volume = storage.mount(Identity.of("tester"))) {
                for (int i = 0; i < 200; i++) {
                    Node listing = volume.open(VPath.ROOT, Open.list());
                    Parallel.run(2, thread -> {
                        if (thread == 0) {
                            listing.close();
                            return;
                        }
                        try {
                            while (!listing.next(1).isEmpty()) {
                                Thread.onSpinWait();
                            }
                        } catch (StorageException e) {
                            assertThat(e.reason()).isEqualTo(Reason.STALE);
                        }
                    });
                }
            }
        }
    }

    /** Descriptors on anything below the root, and how many there are of watches and locks. */
    private List<String> descriptors() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith(root.toRealPath().toString()) || target.contains("inotify")) {
                        found.add(target);
                    }
                } catch (IOException closedMeanwhile) {
                    // the descriptor of this very listing
                }
            }
        }
        found.sort(null);
        return found;
    }

    private void leaveAllOpen(boolean secure) throws IOException {
        LocalStorage storage = LocalStorage.open(LocalSettings.of(root), secure);
        Volume volume = storage.mount(Identity.of("tester"));
        Contents.write(volume, "/a", "content");
        volume.open(
                VPath.of("/d"), new Open(Open.list().access(), Open.Disposition.OPEN_OR_CREATE, Open.Kind.DIRECTORY));
        Node listing = volume.open(VPath.ROOT, Open.list());
        listing.next(1);
        listing.rewind();
        listing.next(1);
        Node file = volume.open(VPath.of("/a"), Open.openOrCreate(Access.READ, Access.APPEND));
        Node upload = volume.open(VPath.of("/d/b"), Open.replace());
        volume.extension(Watch.class).orElseThrow().watch(VPath.ROOT, true, change -> {});
        for (String path : new String[] {"/none", "/a/x", "/none/x", "/d/none"}) {
            VPath none = VPath.of(path);
            assertThatThrownBy(() -> volume.open(none, Open.read())).isInstanceOf(StorageException.class);
        }
        refused(Reason.EXISTS, () -> volume.open(VPath.of("/d"), Open.createDirectory()));
        storage.close();
        storage.close();
        refused(Reason.STALE, () -> listing.next(1));
        refused(Reason.STALE, () -> file.read(ByteBuffer.allocate(1), 0));
        refused(Reason.STALE, () -> upload.write(ByteBuffer.allocate(1), 0));
        refused(Reason.STALE, () -> volume.attributes(VPath.ROOT));
        refused(Reason.UNAVAILABLE, () -> storage.mount(Identity.of("tester")));
        assertThat(root.resolve("d/b")).doesNotExist();
    }

    @Test
    void anInterruptEndsTheNodeItHitsOnly() throws Exception {
        try (Fixture fixture = Fixture.open(root)) {
            Contents.write(fixture.volume(), "/a", "old");
            Node upload = fixture.volume().open(VPath.of("/a"), Open.replace());
            Node other = fixture.volume().open(VPath.of("/a"), Open.read());
            Thread.currentThread().interrupt();
            refused(Reason.STALE, () -> upload.write(ByteBuffer.allocate(10), 0));
            assertThat(Thread.interrupted()).isTrue();
            refused(Reason.STALE, upload::close);
            assertThat(Contents.text(other)).isEqualTo("old");
            other.close();
            assertThat(Contents.text(fixture.volume(), "/a")).isEqualTo("old");
            assertThat(Contents.names(fixture.volume(), "/")).containsExactly("a");
            assertThat(Fixture.unpublished(root)).isEmpty();
        }
    }
}
