// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that is listed again is not asked for again, as long as nobody has changed what is in it. */
@Timeout(120)
class SmbFolderCacheTest {
    private static final Open WRITE = new Open(EnumSet.of(Access.WRITE), Disposition.OPEN, Kind.FILE);

    @TempDir
    static Path folder;

    private static Served server;

    private CachingClients clients;

    @BeforeAll
    static void serve() throws Exception {
        server = new Served(folder, 0, given -> given);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception {
        connect(ConnectOptions.NONE);
        Contents.makeDirectory(clients.other(), "/d");
        for (int i = 0; i < 10; i++) {
            Contents.write(clients.other(), "/d/f" + i, "x".repeat(i));
        }
    }

    private void connect(ConnectOptions options) throws Exception {
        clients = new CachingClients(
                server::port,
                folder.resolve("files"),
                options.with(ConnectOptions.USER, Served.USER).with(ConnectOptions.PASSWORD, Served.PASSWORD));
    }

    @AfterEach
    void close() throws Exception {
        clients.close();
        assertThat(clients.connector().handles()).as("handles").isZero();
        assertThat(clients.connector().cachedBytes()).as("bytes").isZero();
        await().untilAsserted(() -> assertThat(server.server().sessions()).isEmpty());
    }

    private static Map<String, Long> sizes(List<Entry> entries) {
        Map<String, Long> sizes = new TreeMap<>();
        entries.forEach(entry -> sizes.put(entry.name(), entry.attributes().size()));
        assertThat(sizes).hasSameSizeAs(entries);
        return sizes;
    }

    private Map<String, Long> list() throws StorageException {
        return sizes(Contents.entries(clients.first(), "/d"));
    }

    /** Listed so that it is remembered; what the storage reports late of what was made before may come in between. */
    private Map<String, Long> remembered() throws Exception {
        await().untilAsserted(() -> {
            list();
            list();
            assertThat(clients.messages(this::list)).isZero();
        });
        return list();
    }

    private void isListedSoon(Map<String, Long> wanted) {
        await().untilAsserted(() -> assertThat(list()).isEqualTo(wanted));
    }

    @Test
    void listsForTheThirdTimeWithoutAMessage() throws Exception {
        int once = clients.messages(this::list);
        assertThat(once).isPositive();
        assertThat(clients.messages(this::list)).isPositive();
        assertThat(clients.messages(this::list)).isZero();
        assertThat(remembered()).hasSize(10).containsEntry("f9", 9L);
        assertThat(clients.connector().handles()).isEqualTo(1);
        assertThat(clients.connector().cachedBytes()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.2", "2.1"})
    void asksAgainWithoutLeasesOfDirectories(String dialect) throws Exception {
        clients.close();
        connect(ConnectOptions.NONE.with(SmbOptions.NEWEST, dialect));
        Contents.makeDirectory(clients.other(), "/d");
        int once = clients.messages(this::list);
        for (int i = 0; i < 3; i++) {
            assertThat(clients.messages(this::list)).isEqualTo(once);
        }
        assertThat(clients.connector().handles()).isZero();
    }

    @Test
    void asksAgainIfItIsToRememberNothing() throws Exception {
        clients.close();
        connect(ConnectOptions.NONE.with(SmbOptions.CACHE_BYTES, 0));
        Contents.makeDirectory(clients.other(), "/d");
        for (int i = 0; i < 3; i++) {
            assertThat(clients.messages(this::list)).isPositive();
        }
        assertThat(clients.connector().handles()).isZero();
    }

    /** What changes a folder, by whomever. */
    private interface Change {
        void make(Volume volume, Map<String, Long> entries) throws Exception;
    }

    private static final List<Change> CHANGES = List.of(
            (volume, entries) -> {
                Contents.write(volume, "/d/new", "new");
                entries.put("new", 3L);
            },
            (volume, entries) -> {
                Contents.write(volume, "/d/f1", "replaced");
                entries.put("f1", 8L);
            },
            (volume, entries) -> {
                Contents.delete(volume, "/d/f2");
                entries.remove("f2");
            },
            (volume, entries) -> {
                rename(volume, "/d/f3", "/d/f4");
                entries.put("f4", entries.remove("f3"));
            },
            (volume, entries) -> {
                rename(volume, "/d/f5", "/gone");
                entries.remove("f5");
            },
            (volume, entries) -> {
                rename(volume, "/gone", "/d/back");
                entries.put("back", 5L);
            },
            (volume, entries) -> {
                Contents.makeDirectory(volume, "/d/sub");
                entries.put("sub", 0L);
            },
            (volume, entries) -> {
                try (Node node = volume.open(VPath.of("/d/f6"), WRITE)) {
                    node.write(ByteBuffer.allocate(100), 0);
                }
                entries.put("f6", 100L);
            },
            (volume, entries) -> {
                try (Node node = volume.open(VPath.of("/d/f7"), WRITE)) {
                    node.resize(1);
                }
                entries.put("f7", 1L);
            },
            (volume, entries) -> {
                Deletions deletions = volume.extension(Deletions.class).orElseThrow();
                deletions.delete(List.of(
                        new Deletions.Deletion(VPath.of("/d/f8"), Kind.FILE),
                        new Deletions.Deletion(VPath.of("/d/sub"), Kind.DIRECTORY)));
                entries.remove("f8");
                entries.remove("sub");
            },
            (volume, entries) -> {
                rename(volume, "/d", "/e");
                Contents.makeDirectory(volume, "/d");
                entries.clear();
            },
            (volume, entries) -> {
                Contents.delete(volume, "/d");
                rename(volume, "/e", "/d");
                entries.putAll(sizes(Contents.entries(volume, "/d")));
            });

    private static void rename(Volume volume, String from, String to) throws Exception {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), true);
        }
    }

    @Test
    void seesWhatAnotherClientChanges() throws Exception {
        for (Change change : CHANGES) {
            Map<String, Long> entries = remembered();
            change.make(clients.other(), entries);
            isListedSoon(entries);
        }
        assertThat(list()).hasSize(8);
    }

    @Test
    void seesItsOwnChanges() throws Exception {
        for (Change change : CHANGES) {
            Map<String, Long> entries = remembered();
            change.make(clients.first(), entries);
            assertThat(list()).isEqualTo(entries);
        }
        assertThat(list()).hasSize(8);
    }

    @Test
    void seesWhatItWritesBeforeItCloses() throws Exception {
        Map<String, Long> entries = remembered();
        try (Node node = clients.first().open(VPath.of("/d/f0"), WRITE)) {
            for (int i = 1; i < 5; i++) {
                node.write(ByteBuffer.allocate(i * 10), 0);
                entries.put("f0", i * 10L);
                assertThat(list()).isEqualTo(entries);
                remembered();
            }
        }
    }

    @Test
    void seesTimesThatAreSet() throws Exception {
        for (Volume volume : List.of(clients.first(), clients.other())) {
            remembered();
            Instant time = Instant.parse("2001-02-03T04:05:06Z").plusSeconds(volume == clients.first() ? 1 : 0);
            try (Node node = volume.open(VPath.of("/d/f1"), Open.attributes())) {
                node.change(AttributeChanges.modified(time));
            }
            await().untilAsserted(() -> assertThat(Contents.entries(clients.first(), "/d"))
                    .anyMatch(entry -> entry.name().equals("f1")
                            && entry.attributes().modified().equals(time)));
        }
    }

    @Test
    void seesWhatAProgramChangesOnTheServer() throws Exception {
        Map<String, Long> entries = remembered();
        Path there = clients.root().resolve("d");
        Files.writeString(there.resolve("new"), "new");
        entries.put("new", 3L);
        isListedSoon(entries);
        entries = remembered();
        Files.delete(there.resolve("f1"));
        entries.remove("f1");
        isListedSoon(entries);
        entries = remembered();
        Path made = Files.writeString(clients.root().resolve("made"), "longer than before");
        Files.move(made, there.resolve("f2"), StandardCopyOption.ATOMIC_MOVE);
        entries.put("f2", 18L);
        isListedSoon(entries);
    }

    @Test
    void isInNobodysWay() throws Exception {
        remembered();
        rename(clients.other(), "/d", "/e");
        StorageException e = catchThrowableOfType(StorageException.class, this::list);
        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(clients.connector().handles()).isZero();
        rename(clients.other(), "/e", "/d");
        Map<String, Long> entries = remembered();
        for (String name : entries.keySet()) {
            Contents.delete(clients.other(), "/d/" + name);
        }
        isListedSoon(Map.of());
        remembered();
        Contents.delete(clients.other(), "/d");
        assertThat(clients.root()).isEmptyDirectory();
        e = catchThrowableOfType(StorageException.class, this::list);
        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
    }

    /** Each has its own place in the listing. */
    @Test
    void listsSeveralTimesAtOnce() throws Exception {
        Map<String, Long> entries = list();
        for (int i = 0; i < 3; i++) {
            try (Node one = clients.first().open(VPath.of("/d"), Open.list());
                    Node two = clients.first().open(VPath.of("/d"), Open.list())) {
                List<Entry> some = one.next(3);
                assertThat(list()).isEqualTo(entries);
                assertThat(sizes(two.next(100))).isEqualTo(entries);
                some = new ArrayList<>(some);
                some.addAll(one.next(100));
                assertThat(sizes(some)).isEqualTo(entries);
                one.rewind();
                assertThat(sizes(one.next(100))).isEqualTo(entries);
                assertThat(one.next(1)).isEmpty();
            }
        }
        remembered();
    }

    /** From the first entry on it shows what there is, also by a handle that was used before. */
    @Test
    void rewindsToWhatThereIs() throws Exception {
        Map<String, Long> entries = remembered();
        try (Node node = clients.first().open(VPath.of("/d"), Open.list())) {
            assertThat(sizes(node.next(100))).isEqualTo(entries);
            Contents.write(clients.other(), "/d/new", "new");
            entries.put("new", 3L);
            await().untilAsserted(() -> {
                node.rewind();
                assertThat(sizes(node.next(100))).isEqualTo(entries);
            });
        }
        assertThat(list()).isEqualTo(entries);
    }

    @Test
    void remembersNoPart() throws Exception {
        list();
        try (Node node = clients.first().open(VPath.of("/d"), Open.list())) {
            assertThat(node.next(3)).hasSize(3);
        }
        assertThat(list()).hasSize(10);
        remembered();
    }

    @Test
    void remembersNoMoreThanItMay() throws Exception {
        clients.close();
        connect(ConnectOptions.NONE.with(SmbOptions.CACHE_BYTES, 10_000));
        Contents.makeDirectory(clients.other(), "/d");
        for (int i = 0; i < 20; i++) {
            Files.createFile(clients.root().resolve("d/f" + i));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(clients.messages(() -> assertThat(list()).hasSize(20))).isPositive();
            assertThat(clients.connector().cachedBytes()).isZero();
        }
    }

    @Test
    void forgetsWithTheConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            Map<String, Long> entries = remembered();
            clients.relay().cut();
            Contents.write(clients.other(), "/d/new" + i, "new");
            entries.put("new" + i, 3L);
            await().ignoreExceptionsMatching(
                            e -> e instanceof StorageException lost && lost.reason() == Reason.UNAVAILABLE)
                    .untilAsserted(() -> assertThat(list()).isEqualTo(entries));
        }
    }

    @Test
    void looksWithoutAMessageAtAFolderThatWasJustListed() throws Exception {
        await().untilAsserted(
                        () -> { // a second must not have passed meanwhile
                            Contents.write(clients.other(), "/d/f0", "");
                            list();
                            list();
                            assertThat(clients.messages(() -> assertThat(clients.first()
                                                    .attributes(VPath.of("/d"))
                                                    .isDirectory())
                                            .isTrue()))
                                    .isZero();
                        });
    }
}
