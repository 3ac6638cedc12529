// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A large tree that comes under a watch is nobody's business but the watcher's. */
@EnabledOnOs(OS.LINUX)
class WatchLivenessTest {
    private static final int OUTER = 40;
    private static final int INNER = 50;

    @TempDir
    Path root;

    private void makeTree() throws IOException {
        for (int i = 0; i < OUTER; i++) {
            for (int j = 0; j < INNER; j++) {
                Files.createDirectories(root.resolve("tree/" + i + "/" + j));
            }
        }
        Files.createFile(root.resolve("file"));
    }

    private static void rename(Volume volume, String from, String to) throws IOException {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), false);
        }
    }

    @Test
    void othersRenameOpenAndUploadWhileATreeIsRegistered() throws Exception {
        makeTree();
        try (Fixture local = Fixture.open(root);
                Volume others = local.storage().mount(Identity.of("others"))) {
            Watch watch = local.volume().extension(Watch.class).orElseThrow();
            CompletableFuture<Watch.Subscription> watching = inBackground(() -> watch.watch(VPath.ROOT, true, x -> {}));
            int rounds = 0;
            while (!watching.isDone()) {
                rename(others, "/file", "/file2");
                rename(others, "/file2", "/file");
                others.open(VPath.of("/file"), Open.read()).close();
                Contents.write(others, "/tree/1/upload", "content");
                rounds++;
            }
            watching.get().close();
            assertThat(rounds).as("rounds while the watch was made").isGreaterThan(5);
        }
    }

    @Test
    void foldersRenamedMeanwhileAreWatchedUnderTheirNewNames() throws Exception {
        makeTree();
        Set<String> created = ConcurrentHashMap.newKeySet();
        try (Fixture local = Fixture.open(root);
                Volume others = local.storage().mount(Identity.of("others"))) {
            Watch watch = local.volume().extension(Watch.class).orElseThrow();
            CompletableFuture<Watch.Subscription> watching =
                    inBackground(() -> watch.watch(VPath.ROOT, true, change -> {
                        if (change.type() == Change.Type.CREATED) {
                            created.add(change.path().toString());
                        }
                    }));
            for (int i = 0; i < OUTER; i++) {
                rename(others, "/tree/" + i, "/tree/moved" + i);
                rename(others, "/tree/moved" + i + "/0", "/in" + i);
            }
            watching.get();
            rename(others, "/tree", "/wood");
            for (int i = 0; i < OUTER; i++) {
                for (String folder : new String[] {"/wood/moved" + i, "/wood/moved" + i + "/7", "/in" + i}) {
                    awaitWatched(created, folder);
                }
            }
        }
    }

    /** A file made there is told of; one that was there before its folder was registered need not be. */
    private void awaitWatched(Set<String> created, String folder) {
        int[] serial = new int[1];
        await().untilAsserted(() -> {
            String name = folder + "/f" + serial[0]++;
            Files.createFile(root.resolve(name.substring(1)));
            assertThat(created).anyMatch(path -> path.startsWith(folder + "/f"));
        });
    }

    @Test
    void aFolderKeepsItsWatchThroughRenamesInALoop() throws Exception {
        Files.createDirectories(root.resolve("a/inner"));
        Set<Change> ends = ConcurrentHashMap.newKeySet();
        Set<String> created = ConcurrentHashMap.newKeySet();
        try (Fixture local = Fixture.open(root)) {
            Watch watch = local.volume().extension(Watch.class).orElseThrow();
            watch.watch(VPath.ROOT, true, x -> {});
            watch.watch(VPath.of("/a"), false, change -> {
                created.add(change.path().toString());
                if (change.type() == Change.Type.DELETED) {
                    ends.add(change);
                }
            });
            for (int i = 0; i < 300; i++) {
                rename(local.volume(), "/a", "/b");
                rename(local.volume(), "/b", "/a");
            }
            awaitWatched(created, "/a");
            assertThat(ends).isEmpty();
        }
    }

    private interface Call<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> inBackground(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.run());
            } catch (Exception x) {
                result.completeExceptionally(x);
            }
        });
        thread.start();
        return result;
    }
}
