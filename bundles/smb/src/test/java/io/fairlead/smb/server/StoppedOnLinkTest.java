// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.Exports;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SymbolicLinkError;
import io.fairlead.smb.server.state.Share;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links that the server does not follow, [MS-SMB2] 2.2.2.2.1: clients are told where they lead. */
@Timeout(60)
class StoppedOnLinkTest {
    private static final int ITSELF = 0x200000;

    @TempDir
    Path folder;

    private Served served;
    private Path files;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        files = folder.resolve("files");
        Files.createDirectories(files.resolve("d/e"));
        Files.writeString(files.resolve("d/file"), "content");
        Files.writeString(folder.resolve("secret"), "outside");
        link("d/up", "../..");
        link("d/in", "e");
        link("into", "d");
        link("last", "d/file");
        Files.createSymbolicLink(files.resolve("absolute"), files.resolve("d"));
        Files.createSymbolicLink(files.resolve("foreign"), folder.resolve("secret"));
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(files.resolve(name), Path.of(target));
    }

    private SmbPeer peer(String share) throws IOException {
        return peer(share, Dialect.SMB_3_1_1);
    }

    private SmbPeer peer(String share, Dialect dialect) throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.negotiate(dialect);
        peer.login(Served.USER, Served.PASSWORD);
        peer.connectTree("\\\\server\\" + share);
        return peer;
    }

    private static SmbPeer.Answer create(SmbPeer peer, String name, int disposition, int options) throws IOException {
        var request = new CreateRequest(0, 2, 0x12019f, 0, 7, disposition, options, name, List.of());
        return peer.ask(Command.CREATE, request);
    }

    private static SymbolicLinkError stopped(SmbPeer peer, String name, int options) throws IOException {
        SymbolicLinkError first = null;
        for (int disposition = 0; disposition <= 5; disposition++) { // whatever was to be done, nothing was
            SmbPeer.Answer answer = create(peer, name, disposition, options);
            if (disposition == CreateDisposition.CREATE && first.unparsedPathLength() == 0) {
                assertThat(answer.status()).isEqualTo(NtStatus.OBJECT_NAME_COLLISION.code()); // it is in the way itself
                continue;
            }
            assertThat(answer.status()).as(name).isEqualTo(NtStatus.STOPPED_ON_SYMLINK.code());
            ErrorResponse error = ErrorResponse.decode(answer.body());
            assertThat(error.contexts()).isEqualTo(peer.dialect == Dialect.SMB_3_1_1 ? 1 : 0);
            var told = SymbolicLinkError.decode(error.detail().orElseThrow());
            first = first == null ? told : first;
            assertThat(told).isEqualTo(first);
        }
        return first;
    }

    private static SymbolicLinkError relative(String behind, String target) {
        return new SymbolicLinkError(2 * behind.length(), target, target, true);
    }

    @Test
    void tellsOfLinksThatLeadOut() throws Exception {
        for (Dialect dialect : Dialect.values()) {
            try (SmbPeer peer = peer("share", dialect)) {
                assertThat(stopped(peer, "d\\up", 0)).isEqualTo(relative("", "..\\.."));
                assertThat(stopped(peer, "d\\up\\secret", 0)).isEqualTo(relative("\\secret", "..\\.."));
                assertThat(stopped(peer, "d\\up\\a\\b:stream", ITSELF)).isEqualTo(relative("\\a\\b:stream", "..\\.."));
                assertThat(stopped(peer, "d\\e\\..\\up\\a\\..\\b", 0)).isEqualTo(relative("\\a\\..\\b", "..\\.."));
                String foreign = folder.resolve("secret").toString().replace('/', '\\');
                assertThat(stopped(peer, "foreign", 0)).isEqualTo(new SymbolicLinkError(0, foreign, foreign, false));
            }
        }
        assertThat(folder.resolve("secret")).hasContent("outside");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    /** The first one of the client's path, though the server would follow that: the client knows where it is. */
    @Test
    void tellsOfTheFirstLinkOfThePath() throws Exception {
        try (SmbPeer peer = peer("share")) {
            assertThat(stopped(peer, "into\\up\\secret", 0)).isEqualTo(relative("\\up\\secret", "d"));
            assertThat(stopped(peer, "INTO\\UP\\x", 0)).isEqualTo(relative("\\UP\\x", "d"));
            assertThat(create(peer, "into\\file", 1, 0).status()).isZero(); // followed
            assertThat(create(peer, "last", 1, 0).status()).isZero();
        }
    }

    @Test
    void tellsOfAllLinksWhereTheShareFollowsNone() throws Exception {
        try (SmbPeer peer = peer("links")) {
            assertThat(stopped(peer, "into", 0)).isEqualTo(relative("", "d"));
            assertThat(stopped(peer, "into\\file", ITSELF)).isEqualTo(relative("\\file", "d"));
            assertThat(stopped(peer, "d\\in\\new", 0)).isEqualTo(relative("\\new", "e"));
            assertThat(stopped(peer, "last", 0)).isEqualTo(relative("", "d\\file"));
            assertThat(stopped(peer, "absolute\\x", 0)).isEqualTo(relative("\\x", "d")); // as it can be asked for
            assertThat(create(peer, "d\\file", 1, 0).status()).isZero();
            var itself = new CreateRequest(0, 2, 0x80, 0, 7, 1, ITSELF, "last", List.of());
            assertThat(peer.ask(Command.CREATE, itself).status()).isZero();
        }
        assertThat(files.resolve("d/e/new")).doesNotExist();
    }

    @Test
    void tellsOfLinksThatTheStorageRefuses() throws Exception {
        try (LocalStorage refusing = LocalStorage.open(
                LocalSettings.of(files).withLinks(LocalSettings.Links.REFUSE).withSync(LocalSettings.Sync.NONE))) {
            var export = Exports.over(refusing).name("refusing").build();
            served.server().offer(List.of(Share.of("refusing", () -> Optional.of(export))));
            try (SmbPeer peer = peer("refusing")) {
                assertThat(stopped(peer, "into\\file", 0)).isEqualTo(relative("\\file", "d"));
                assertThat(stopped(peer, "last", 0)).isEqualTo(relative("", "d\\file"));
            }
        }
    }

    @Test
    void tellsOfTheLinkInASnapshotToo() throws Exception {
        served.close();
        Path past = Files.createDirectories(folder.resolve("snapshots/@GMT-2025.01.31-12.00.00"));
        Files.createSymbolicLink(past.resolve("out"), Path.of("../../secret"));
        served = new Served(folder, 0, UnaryOperator.identity());
        try (SmbPeer peer = peer("share")) {
            var request =
                    new CreateRequest(0, 2, 0x120089, 0, 7, 1, 0, "@GMT-2025.01.31-12.00.00\\out\\behind", List.of());
            SmbPeer.Answer answer = peer.ask(Command.CREATE, request);
            assertThat(answer.status()).isEqualTo(NtStatus.STOPPED_ON_SYMLINK.code());
            assertThat(SymbolicLinkError.decode(
                            ErrorResponse.decode(answer.body()).detail().orElseThrow()))
                    .isEqualTo(relative("\\behind", "..\\..\\secret"));
        }
    }

    /** What is not there, and a circle of links, is answered as ever: the server has followed. */
    @Test
    void whatItFollowsToNothingIsNotFound() throws Exception {
        link("dangling", "nowhere");
        link("round", "round");
        try (SmbPeer peer = peer("share")) {
            for (String name : List.of("dangling", "round")) {
                assertThat(create(peer, name, 1, 0).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
            }
        }
    }
}
