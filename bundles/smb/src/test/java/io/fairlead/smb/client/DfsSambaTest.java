// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Deletions.Deletion;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A namespace of Samba's, whose links lead to another share of the same server, by this address and by others. */
class DfsSambaTest {
    @TempDir
    static Path folder;

    private static SambaServer samba;
    private static Path namespace;
    private final SmbConnector connector = new SmbConnector();

    @BeforeAll
    static void serve() throws Exception {
        namespace = Files.createDirectory(folder.resolve("namespace"));
        Files.writeString(namespace.resolve("own"), "of the namespace");
        Files.createDirectories(namespace.resolve("folder"));
        link("link", "127.0.0.1\\share");
        link("folder/deep", "127.0.0.1\\share\\sub");
        link("second", "127.0.0.1\\missing,127.0.0.1\\share");
        link("nobody", "127.0.0.1\\missing,127.0.0.1\\gone");
        link("away", "127.0.0.77\\share");
        link("back", "127.0.0.77\\share,127.0.0.1\\share");
        link("round", "127.0.0.1\\dfs\\round\\again");
        samba = SambaServer.start(
                folder,
                List.of("host msdfs = yes", "[dfs]", "path = " + namespace, "read only = no", "msdfs root = yes"));
    }

    /** Samba's way to keep one: a symbolic link that leads nowhere else. */
    private static void link(String name, String targets) throws Exception {
        Files.createSymbolicLink(namespace.resolve(name), Path.of("msdfs:" + targets));
    }

    @AfterAll
    static void stop() throws Exception {
        if (samba != null) {
            samba.close();
        }
    }

    @BeforeEach
    void fill() throws Exception {
        Path sub = Files.createDirectories(samba.files().resolve("sub"));
        Files.write(sub.resolve("file"), new Pattern(1).bytes(0, 100_000));
        Files.writeString(samba.files().resolve("small"), "small");
    }

    @AfterEach
    void close() {
        connector.close();
        assertThat(connector.connections()).isZero();
        assertThat(connector.handles()).isZero();
    }

    private static ConnectOptions me(String dfs) {
        return ConnectOptions.NONE
                .with(ConnectOptions.USER, SambaServer.user())
                .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD)
                .with(SmbOptions.DFS, dfs);
    }

    private interface Script {
        void run(Volume volume) throws Exception;
    }

    private void in(String path, ConnectOptions options, Script script) throws Exception {
        URI uri = URI.create("smb://127.0.0.1:" + samba.port() + path);
        try (RemoteStorage storage = connector.connect(uri, options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            script.run(volume);
        }
    }

    private static StorageException refused(ThrowingCallable call, Reason reason) {
        StorageException e = catchThrowableOfType(StorageException.class, call);
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        return e;
    }

    @ParameterizedTest
    @CsvSource({"2.0.2, offered", "2.1, offered", "3.0.2, required", "3.1.1, offered", "3.1.1, required"})
    void readsAndWritesBehindALink(String dialect, String encryption) throws Exception {
        ConnectOptions options = me("same").with(SmbOptions.NEWEST, dialect).with(SmbOptions.ENCRYPTION, encryption);
        if (encryption.equals("offered") || dialect.startsWith("3")) {
            in("/dfs", options, DfsSambaTest::readAndWrite);
        }
    }

    private static void readAndWrite(Volume volume) throws Exception {
        assertThat(Contents.text(volume, "/own")).isEqualTo("of the namespace");
        assertThat(Contents.read(volume, "/link/sub/file")).isEqualTo(new Pattern(1).bytes(0, 100_000));
        assertThat(Contents.read(volume, "/folder/deep/file")).hasSize(100_000);
        assertThat(volume.attributes(VPath.of("/folder/deep/file")).size()).isEqualTo(100_000);
        assertThat(volume.attributes(VPath.of("/link")).isDirectory()).isTrue();
        Contents.write(volume, "/link/new", "one");
        Contents.write(volume, "/link/new", "two");
        assertThat(samba.files().resolve("new")).hasContent("two");
        Contents.rename(volume, "/link/new", "/link/sub/renamed", false);
        assertThat(samba.files().resolve("sub/renamed")).hasContent("two");
        Contents.makeDirectory(volume, "/link/made");
        assertThat(samba.files().resolve("made")).isDirectory();
        Contents.delete(volume, "/link/made");
        Contents.delete(volume, "/link/sub/renamed");
        assertThat(samba.files().resolve("sub").toFile().list()).containsExactly("file");
        assertThat(Contents.names(volume, "/link")).containsExactlyInAnyOrder("sub", "small");
        Contents.write(volume, "/own2", "here");
        Contents.delete(volume, "/own2");
        refused(() -> volume.attributes(VPath.of("/link/none")), Reason.NOT_FOUND);
        refused(() -> volume.attributes(VPath.of("/none")), Reason.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dfs/link/sub", "/dfs/folder/deep"})
    void beginsBehindALink(String path) throws Exception {
        in(path, me("same"), volume -> {
            assertThat(Contents.names(volume, "/")).containsExactly("file");
            assertThat(volume.space().totalBytes()).isPositive();
            Contents.write(volume, "/new", "new");
            assertThat(samba.files().resolve("sub/new")).hasContent("new");
            Contents.delete(volume, "/new");
        });
    }

    @Test
    void readsSmallFilesBehindALink() throws Exception {
        in("/dfs", me("same"), volume -> {
            SmallReads small = volume.extension(SmallReads.class).orElseThrow();
            for (int i = 0; i < 2; i++) {
                try (Node node = small.open(VPath.of("/link/small"), 5)) {
                    ByteBuffer content = ByteBuffer.allocate(10);
                    assertThat(node.read(content, 0)).isEqualTo(5);
                    assertThat(node.read(content, 5)).isEqualTo(-1);
                }
            }
        });
    }

    /** A link is none of those that are entered, or that are deleted: who deletes a tree leaves alone what is behind it. */
    @Test
    void isALinkToWhoWalksOrDeletes() throws Exception {
        in("/dfs", me("same"), volume -> {
            Map<String, Attributes.Kind> kinds;
            try (Node root = volume.open(VPath.ROOT, Open.list())) {
                kinds = root.next(100).stream().collect(Collectors.toMap(Entry::name, entry -> entry.attributes()
                        .kind()));
            }
            assertThat(kinds)
                    .containsEntry("link", Attributes.Kind.LINK)
                    .containsEntry("folder", Attributes.Kind.DIRECTORY)
                    .containsEntry("own", Attributes.Kind.FILE);
            VPath link = VPath.of("/link");
            Deletions deletions = volume.extension(Deletions.class).orElseThrow();
            assertThat(deletions
                            .delete(List.of(new Deletion(link, Open.Kind.ANY)))
                            .get(0))
                    .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
            assertThat(volume.attributes(link, Links.ITSELF).isLink()).isTrue();
            refused(() -> volume.open(link, Open.delete()), Reason.ACCESS_DENIED);
            refused(() -> Contents.rename(volume, "/own", "/link", true), Reason.ACCESS_DENIED);
            VPath inside = VPath.of("/second/small");
            assertThat(deletions.delete(List.of(new Deletion(inside, Open.Kind.FILE))))
                    .allMatch(java.util.Optional::isEmpty);
            assertThat(samba.files().resolve("small")).doesNotExist();
            assertThat(namespace.toFile().list()).contains("link", "second", "own");
        });
    }

    @Test
    void takesTheTargetThatIsThere() throws Exception {
        in("/dfs", me("same"), volume -> {
            assertThat(Contents.text(volume, "/second/small")).isEqualTo("small");
            refused(() -> Contents.text(volume, "/nobody/small"), Reason.NOT_FOUND);
            assertThat(Contents.text(volume, "/back/small")).isEqualTo("small"); // the other host is not allowed
        });
    }

    @Test
    void connectsToOtherHostsIfAllowed() throws Exception {
        in("/dfs", me("same"), volume -> {
            StorageException e = refused(() -> Contents.text(volume, "/away/small"), Reason.ACCESS_DENIED);
            assertThat(e).hasMessageContaining("127.0.0.77").hasMessageContaining("smb.dfs");
            assertThat(connector.connections()).isEqualTo(1);
        });
        in("/dfs", me("127.0.0.77"), volume -> refused(() -> Contents.text(volume, "/away/small"), Reason.UNAVAILABLE));
        in("/dfs", me("any"), volume -> assertThat(Contents.text(volume, "/back/small"))
                .isEqualTo("small"));
    }

    @Test
    void endsWhereItGoesRound() throws Exception {
        in("/dfs", me("same"), volume -> refused(() -> Contents.text(volume, "/round/small"), Reason.ACCESS_DENIED));
    }

    @Test
    void followsNothingIfItIsOff() throws Exception {
        in("/dfs", me("off"), volume -> {
            assertThat(Contents.text(volume, "/own")).isEqualTo("of the namespace");
            StorageException e =
                    catchThrowableOfType(StorageException.class, () -> Contents.text(volume, "/link/small"));
            assertThat(e.reason()).isIn(Reason.NOT_SUPPORTED, Reason.NOT_FOUND, Reason.PARENT_NOT_FOUND);
        });
        in("/", me("same"), volume -> assertThat(Contents.text(volume, "/dfs/link/small"))
                .isEqualTo("small"));
    }
}
