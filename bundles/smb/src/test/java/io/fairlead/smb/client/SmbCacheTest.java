// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.client.open.KeptFiles;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read again is not asked for again, as long as nobody has changed it; and nobody is kept from changing it. */
@Timeout(120)
class SmbCacheTest {
    private static final int SIZE = 300_000;
    private static final Open WRITE = new Open(EnumSet.of(Access.READ, Access.WRITE), Disposition.OPEN, Kind.FILE);

    @TempDir
    static Path folder;

    private static Served ours;
    private static SambaServer samba;

    private CachingClients clients;

    private enum Server {
        OURS,
        SAMBA
    }

    @BeforeAll
    static void serve() throws Exception {
        ours = new Served(folder.resolve("ours"), 0, given -> given);
        if (Files.isExecutable(Path.of("/usr/sbin/smbd")) && SambaServer.user().equals("root")) {
            samba = SambaServer.start(Files.createDirectory(folder.resolve("samba")), List.of("smb2 leases = yes"));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ours.close();
        if (samba != null) {
            samba.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        if (clients != null) {
            clients.close();
            assertThat(clients.connector().handles()).as("handles").isZero();
            assertThat(clients.connector().cachedBytes()).as("bytes").isZero();
        }
        await().untilAsserted(() -> assertThat(ours.server().sessions()).isEmpty());
    }

    private void connect(Server server) throws Exception {
        connect(server, ConnectOptions.NONE);
    }

    private void connect(Server server, ConnectOptions options) throws Exception {
        assumeTrue(server == Server.OURS || samba != null, "no Samba here");
        ConnectOptions me = options.with(ConnectOptions.USER, server == Server.OURS ? Served.USER : SambaServer.user())
                .with(ConnectOptions.PASSWORD, server == Server.OURS ? Served.PASSWORD : SambaServer.PASSWORD);
        clients = server == Server.OURS
                ? new CachingClients(ours::port, folder.resolve("ours/files"), me)
                : new CachingClients(samba::port, samba.files(), me);
    }

    private void make(String name, int seed, int size) throws Exception {
        Contents.write(clients.other(), "/" + name, new Pattern(seed).bytes(0, size));
    }

    private void isRead(String name, int seed, int size) throws Exception {
        isContent(Contents.read(clients.first(), "/" + name), seed, size);
    }

    private static void isContent(byte[] found, int seed, int size) {
        assertThat(found).hasSize(size);
        new Pattern(seed).check(ByteBuffer.wrap(found), 0);
    }

    /** What it costs to open again what is known: Samba up to 4.21 has to be asked whether it still has that name. */
    private static int again(Server server) {
        return server == Server.OURS ? 0 : 1;
    }

    /** Again and again: what the storage reports late of what was made before may come in between. */
    private void isRemembered(Server server, String name, int seed, int size) {
        await().untilAsserted(() ->
                assertThat(clients.messages(() -> isRead(name, seed, size))).isEqualTo(again(server)));
    }

    /** As it is told by the server, if it takes a moment. */
    private void isReadSoon(String name, int seed, int size) {
        await().untilAsserted(() -> isRead(name, seed, size));
    }

    private static void overwrite(Volume volume, String name, byte[] content) throws Exception {
        try (Node node = volume.open(VPath.of("/" + name), WRITE)) {
            node.write(ByteBuffer.wrap(content), 0);
            node.resize(content.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAgainWithoutAMessage(Server server) throws Exception {
        connect(server);
        make("f", 1, SIZE);
        assertThat(clients.messages(() -> isRead("f", 1, SIZE))).isGreaterThan(1);
        isRemembered(server, "f", 1, SIZE);
        assertThat(clients.messages(() -> {
                    try (Node one = clients.first().open(VPath.of("/f"), Open.read());
                            Node two = clients.first().open(VPath.of("/f"), Open.read())) {
                        ByteBuffer some = ByteBuffer.allocate(1000);
                        one.read(some, 150_000);
                        new Pattern(1).check(some.flip(), 150_000);
                        assertThat(two.read(ByteBuffer.allocate(1), SIZE)).isEqualTo(-1);
                        assertThat(two.opened().size()).isEqualTo(SIZE);
                    }
                }))
                .isEqualTo(2 * again(server));
        assertThat(clients.connector().handles()).isEqualTo(1);
    }

    @Test
    void looksWithoutAMessageAtWhatWasJustRead() throws Exception {
        connect(Server.OURS);
        make("f", 1, 1000);
        await().untilAsserted(
                        () -> { // a second must not have passed meanwhile
                            overwrite(clients.other(), "f", new Pattern(1).bytes(0, 1000));
                            isRead("f", 1, 1000);
                            assertThat(clients.messages(() -> {
                                        assertThat(clients.first()
                                                        .attributes(VPath.of("/f"))
                                                        .size())
                                                .isEqualTo(1000);
                                    }))
                                    .isZero();
                        });
    }

    @Test
    void readsASmallFileForTheThirdTimeWithoutAMessage() throws Exception {
        connect(Server.OURS);
        make("f", 1, 1000);
        SmallReads small = clients.first().extension(SmallReads.class).orElseThrow();
        CachingClients.Action read = () -> {
            try (Node node = small.open(VPath.of("/f"), 1000)) {
                isContent(Contents.read(node), 1, 1000);
            }
        };
        assertThat(clients.messages(read)).isEqualTo(1);
        assertThat(clients.messages(read)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(clients.messages(read)).isZero());
    }

    @ParameterizedTest
    @EnumSource
    void asksAgainIfItIsToRememberNothing(Server server) throws Exception {
        connect(server, ConnectOptions.NONE.with(SmbOptions.CACHE_BYTES, 0));
        make("f", 1, 1000);
        int once = clients.messages(() -> isRead("f", 1, 1000));
        assertThat(once).isGreaterThan(1);
        assertThat(clients.messages(() -> isRead("f", 1, 1000))).isEqualTo(once);
        assertThat(clients.connector().handles()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void asksAgainWithoutLeases(Server server) throws Exception {
        connect(server, ConnectOptions.NONE.with(SmbOptions.NEWEST, "2.0.2"));
        make("f", 1, 1000);
        int once = clients.messages(() -> isRead("f", 1, 1000));
        assertThat(clients.messages(() -> isRead("f", 1, 1000))).isEqualTo(once);
        assertThat(clients.connector().handles()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatAnotherClientWrites(Server server) throws Exception {
        connect(server);
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        for (int i = 2; i < 12; i++) {
            overwrite(clients.other(), "f", new Pattern(i).bytes(0, SIZE - i));
            isReadSoon("f", i, SIZE - i);
            isRemembered(server, "f", i, SIZE - i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatAnotherClientReplaces(Server server) throws Exception {
        connect(server);
        make("f", 1, SIZE);
        for (int i = 2; i < 7; i++) {
            isRead("f", i - 1, SIZE);
            make("f", i, SIZE);
            isRead("f", i, SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsAnotherClientDelete(Server server) throws Exception {
        connect(server);
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        Contents.delete(clients.other(), "/f");
        assertThat(clients.root()).isEmptyDirectory();
        isMissing("f");
        assertThat(clients.connector().handles()).isZero();
        make("f", 2, SIZE);
        isRead("f", 2, SIZE);
    }

    private void isMissing(String name) {
        StorageException e =
                catchThrowableOfType(StorageException.class, () -> Contents.read(clients.first(), "/" + name));
        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
        e = catchThrowableOfType(StorageException.class, () -> clients.first().attributes(VPath.of("/" + name)));
        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
    }

    private static void rename(Volume volume, String from, String to) throws Exception {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsAnotherClientRename(Server server) throws Exception {
        connect(server);
        make("f", 1, SIZE);
        make("g", 2, SIZE);
        isRead("f", 1, SIZE);
        isRead("g", 2, SIZE);
        rename(clients.other(), "/f", "/g");
        isMissing("f");
        isRead("g", 1, SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void letsAnotherClientRenameTheFolder(Server server) throws Exception {
        connect(server);
        Contents.makeDirectory(clients.other(), "/d");
        make("d/f", 1, SIZE);
        isRead("d/f", 1, SIZE);
        rename(clients.other(), "/d", "/e");
        isRead("e/f", 1, SIZE);
        StorageException e = catchThrowableOfType(StorageException.class, () -> Contents.read(clients.first(), "/d/f"));
        assertThat(e.reason()).isEqualTo(Reason.PARENT_NOT_FOUND);
    }

    /** Who reads a file that was kept goes on to read it when another client deletes it. */
    @ParameterizedTest
    @EnumSource
    void readsOnWhenAnotherClientDeletes(Server server) throws Exception {
        connect(server);
        make("f", 1, 10 * SIZE);
        isRead("f", 1, 10 * SIZE);
        try (Node node = clients.first().open(VPath.of("/f"), Open.read());
                Node again = clients.first().open(VPath.of("/f"), Open.read())) {
            node.read(ByteBuffer.allocate(100), 0);
            Contents.delete(clients.other(), "/f");
            isContent(Contents.read(node), 1, 10 * SIZE);
            isContent(Contents.read(again), 1, 10 * SIZE);
            assertThat(clients.connector().handles()).isEqualTo(1);
        }
        assertThat(clients.connector().handles()).isZero();
        await().untilAsserted(() -> assertThat(clients.root()).isEmptyDirectory());
    }

    @ParameterizedTest
    @EnumSource
    void readsOnWhenAnotherClientRenames(Server server) throws Exception {
        connect(server);
        make("f", 1, 10 * SIZE);
        try (Node node = clients.first().open(VPath.of("/f"), Open.read())) {
            node.read(ByteBuffer.allocate(100), 0);
            rename(clients.other(), "/f", "/g");
            isContent(Contents.read(node), 1, 10 * SIZE);
        }
        isMissing("f");
        isRead("g", 1, 10 * SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void seesItsOwnChanges(Server server) throws Exception {
        connect(server);
        Volume first = clients.first();
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        overwrite(first, "f", new Pattern(2).bytes(0, SIZE - 5));
        isRead("f", 2, SIZE - 5);
        isRead("f", 2, SIZE - 5);
        try (Node writer = first.open(VPath.of("/f"), WRITE)) {
            for (int i = 3; i < 10; i++) {
                isRead("f", i - 1, SIZE - 5);
                writer.write(ByteBuffer.wrap(new Pattern(i).bytes(0, SIZE - 5)), 0);
                isRead("f", i, SIZE - 5);
            }
            writer.resize(10);
            isRead("f", 9, 10);
        }
        Contents.write(first, "/f", new Pattern(10).bytes(0, SIZE));
        isRead("f", 10, SIZE);
        Contents.write(first, "/g", new Pattern(11).bytes(0, SIZE));
        isRead("g", 11, SIZE);
        rename(first, "/g", "/f");
        isRead("f", 11, SIZE);
        isMissing("g");
        Contents.delete(first, "/f");
        isMissing("f");
        assertThat(clients.root()).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void changesItsOwnFolders(Server server) throws Exception {
        connect(server);
        Volume first = clients.first();
        Contents.makeDirectory(first, "/d");
        make("d/f", 1, SIZE);
        isRead("d/f", 1, SIZE);
        rename(first, "/d", "/e");
        isRead("e/f", 1, SIZE);
        Contents.makeDirectory(first, "/d");
        make("d/f", 2, SIZE);
        isRead("d/f", 2, SIZE);
        isRead("e/f", 1, SIZE);
        Contents.delete(first, "/e/f");
        Contents.delete(first, "/e");
        Contents.delete(first, "/d/f");
        Contents.delete(first, "/d");
        assertThat(clients.root()).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void tellsTimesThatItHasSet(Server server) throws Exception {
        connect(server);
        make("f", 1, 1000);
        isRead("f", 1, 1000);
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        try (Node node = clients.first().open(VPath.of("/f"), Open.attributes())) {
            node.change(AttributeChanges.modified(time));
        }
        assertThat(clients.first().attributes(VPath.of("/f")).modified()).isEqualTo(time);
        try (Node node = clients.first().open(VPath.of("/f"), Open.read())) {
            assertThat(node.opened().modified()).isEqualTo(time);
        }
    }

    /** Names are told apart as they are written. */
    @ParameterizedTest
    @EnumSource
    void deletesByAnotherCase(Server server) throws Exception {
        connect(server);
        make("File", 1, SIZE);
        isRead("File", 1, SIZE);
        isRead("fILE", 1, SIZE);
        Contents.delete(clients.first(), "/FILE");
        isMissing("File");
        isMissing("fILE");
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatAProgramChangesOnTheServer(Server server) throws Exception {
        connect(server);
        for (int i = 1; i < 6; i++) {
            Files.write(clients.root().resolve("f"), new Pattern(i).bytes(0, SIZE + i));
            isReadSoon("f", i, SIZE + i);
        }
        Files.delete(clients.root().resolve("f"));
        await().untilAsserted(() -> isMissing("f"));
    }

    @Test
    void keepsNoMoreThanItMay() throws Exception {
        connect(Server.OURS, ConnectOptions.NONE.with(SmbOptions.CACHE_BYTES, 50_000));
        int most = KeptFiles.MOST_IDLE;
        for (int i = 0; i < most + 20; i++) {
            make("f" + i, i, 1000);
            isRead("f" + i, i, 1000);
            assertThat(clients.connector().handles()).isPositive().isLessThanOrEqualTo(most);
            assertThat(clients.connector().cachedBytes()).isLessThanOrEqualTo(50_000);
        }
        assertThat(clients.messages(() -> isRead("f0", 0, 1000))).isPositive();
        make("large", 1, 50_000);
        isRead("large", 1, 50_000);
        assertThat(clients.messages(() -> isRead("large", 1, 50_000))).isPositive();
        assertThat(clients.connector().cachedBytes()).isLessThanOrEqualTo(50_000);
    }

    @Test
    void keepsNothingForLong() throws Exception {
        connect(Server.OURS, ConnectOptions.NONE.with(SmbOptions.CACHE_TIME, Duration.ofMillis(100)));
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        await().untilAsserted(() -> assertThat(clients.connector().handles()).isZero());
        assertThat(clients.connector().cachedBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void forgetsWithTheConnection(Server server) throws Exception {
        connect(server);
        for (int i = 1; i < 6; i++) {
            make("f", i, SIZE);
            isRead("f", i, SIZE);
            clients.relay().cut();
            overwrite(clients.other(), "f", new Pattern(i + 100).bytes(0, SIZE));
            int seed = i + 100;
            await().ignoreExceptionsMatching(
                            e -> e instanceof StorageException lost && lost.reason() == Reason.UNAVAILABLE)
                    .untilAsserted(() -> isRead("f", seed, SIZE));
        }
    }

    /** What was opened and read before goes on over the next connection, with what the file is by then. */
    @Test
    void forgetsWithTheConnectionInTheMiddle() throws Exception {
        connect(Server.OURS);
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        try (Node node = clients.first().open(VPath.of("/f"), Open.read())) {
            clients.relay().cut();
            clients.barrier(); // which notices
            assertThat(clients.messages(() -> isContent(Contents.read(node), 1, SIZE)))
                    .isPositive();
            overwrite(clients.other(), "f", new Pattern(2).bytes(0, SIZE));
            await().untilAsserted(() -> isContent(Contents.read(node), 2, SIZE));
        }
    }

    @Test
    void forgetsWhenTheServerStartsAnew() throws Exception {
        connect(Server.OURS);
        make("f", 1, SIZE);
        isRead("f", 1, SIZE);
        ours.restart();
        make("f", 2, SIZE);
        isRead("f", 2, SIZE);
    }
}
