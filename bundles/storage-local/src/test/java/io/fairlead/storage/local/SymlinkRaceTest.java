// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Somebody exchanges a folder for a link to outside, as fast as possible, while others work in that folder. */
@EnabledOnOs(OS.LINUX)
class SymlinkRaceTest {
    /** How often each attack is tried at the least, and how many swaps all of them together have to outlast. */
    private static final int ROUNDS = 1500;

    private static final int SWAPS = 1000;
    private static final String INSIDE = "inside";
    private static final String OUTSIDE = "outside, and secret";

    @TempDir
    Path temporary;

    private Path root;
    private Path outside;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger swaps = new AtomicInteger();
    private final AtomicInteger successes = new AtomicInteger();

    /** Outside has the names that are used inside, so whoever gets there finds something to read, change and delete. */
    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectory(root.resolve("d"));
        Files.createDirectory(root.resolve("d/sub"));
        Files.createDirectory(outside.resolve("sub"));
        for (String name : new String[] {"kept", "deleted", "overwritten", "sub/deep"}) {
            Files.writeString(root.resolve("d").resolve(name), INSIDE);
            Files.writeString(outside.resolve(name), OUTSIDE);
        }
        Files.writeString(outside.resolve("only outside"), OUTSIDE);
        Files.createSymbolicLink(root.resolve("link"), outside);
    }

    @Test
    void nothingOutsideIsSeenOrTouched() throws Exception {
        Map<String, String> before = snapshot();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Fixture fixture = Fixture.open(root)) {
            Future<?> swapper = threads.submit(this::swap);
            List<Future<?>> workers = new ArrayList<>();
            for (Attack attack : attacks(fixture.volume())) {
                workers.add(threads.submit(() -> repeat(attack)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            stop.set(true);
            swapper.get();
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        assertThat(snapshot()).isEqualTo(before);
        assertThat(swaps).hasValueGreaterThanOrEqualTo(SWAPS);
        assertThat(successes).hasPositiveValue();
        assertThat(Fixture.unpublished(root)).isEmpty();
    }

    /** Renames the folder away and the link into its place, and back. */
    private Void swap() throws IOException {
        Path folder = root.resolve("d");
        Path aside = root.resolve("aside");
        Path link = root.resolve("link");
        try {
            while (!stop.get()) {
                Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.move(link, folder, StandardCopyOption.ATOMIC_MOVE);
                Files.move(folder, link, StandardCopyOption.ATOMIC_MOVE);
                Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
                swaps.incrementAndGet();
            }
        } finally {
            stop.set(true);
        }
        return null;
    }

    private interface Attack {
        void run(int round) throws IOException;
    }

    private List<Attack> attacks(Volume volume) throws StorageException {
        VPath folder = VPath.of("/d");
        return List.of(
                round -> assertThat(Contents.text(volume, "/d/kept")).isEqualTo(INSIDE),
                round -> assertThat(Contents.text(volume, "/d/sub/deep")).isEqualTo(INSIDE),
                round -> assertThat(volume.attributes(folder.child("kept")).size())
                        .isEqualTo(INSIDE.length()),
                round -> list(volume, folder),
                round -> {
                    Contents.write(volume, "/d/overwritten", INSIDE);
                    Contents.write(volume, "/d/new" + round % 5, INSIDE);
                },
                round -> append(volume, folder.child("appended")),
                round -> delete(volume, folder.child("deleted")),
                round -> {
                    volume.open(folder.child("made" + round % 7), Open.createDirectory())
                            .close();
                    delete(volume, folder.child("made" + round % 7));
                },
                round -> rename(volume, folder.child("new" + round % 5), folder.child("renamed")),
                round -> change(volume, folder.child("kept")));
    }

    private void repeat(Attack attack) {
        for (int round = 0; round < ROUNDS || (swaps.get() < SWAPS && !stop.get()); round++) {
            try {
                attack.run(round);
                successes.incrementAndGet();
            } catch (IOException refused) {
                // a refusal is as good as an answer from inside
            }
        }
    }

    private static void list(Volume volume, VPath folder) throws IOException {
        try (Node node = volume.open(folder, Open.list())) {
            for (List<Entry> page = node.next(3); !page.isEmpty(); page = node.next(3)) {
                assertThat(page).noneMatch(entry -> entry.name().equals("only outside"));
                assertThat(page).noneMatch(entry -> entry.attributes().size() == OUTSIDE.length());
            }
        }
    }

    private static void append(Volume volume, VPath file) throws IOException {
        try (Node node = volume.open(file, Open.openOrCreate(Access.APPEND))) {
            node.write(ByteBuffer.wrap(INSIDE.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private static void delete(Volume volume, VPath path) throws IOException {
        try (Node node = volume.open(path, Open.delete())) {
            node.delete();
        }
    }

    private static void rename(Volume volume, VPath from, VPath to) throws IOException {
        try (Node node = volume.open(from, Open.delete())) {
            node.rename(to, true);
        }
    }

    private static void change(Volume volume, VPath file) throws IOException {
        try (Node node = volume.open(file, Open.attributes())) {
            node.change(AttributeChanges.modified(Instant.EPOCH));
        }
    }

    /** Names, contents and times outside. */
    private Map<String, String> snapshot() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(outside)) {
            for (Path file : files.toList()) {
                FileTime modified = Files.getLastModifiedTime(file);
                String content = Files.isRegularFile(file) ? Files.readString(file) : "folder";
                found.put(outside.relativize(file).toString(), content + " " + modified);
            }
        }
        return found;
    }

    /** A link where the staging folder should be is not followed: uploads do without that folder. */
    @Test
    void stagingIsNotSentOutside() throws IOException {
        Files.createSymbolicLink(root.resolve(NameRules.STAGING), outside);
        try (Fixture fixture = Fixture.open(root)) {
            Map<String, String> before = snapshot();
            Contents.write(fixture.volume(), "/a", INSIDE);
            Contents.makeDirectory(fixture.volume(), "/d/new");
            assertThat(root.resolve("a")).hasContent(INSIDE);
            assertThat(root.resolve("d/new")).isDirectory();
            assertThat(snapshot()).isEqualTo(before);
        }
    }
}
