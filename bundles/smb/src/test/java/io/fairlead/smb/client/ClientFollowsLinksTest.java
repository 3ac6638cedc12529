// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.Watch;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Links that the server leaves to the client to follow, STATUS_STOPPED_ON_SYMLINK. */
class ClientFollowsLinksTest extends LinksOfAShare {
    @Override
    String share() {
        return "links";
    }

    private void folders() throws Exception {
        directory("/d");
        directory("/d/e");
        link("/l", "d");
        link("/d/twice", "../l/e");
    }

    @Test
    void worksBehindLinksAsBeforeThem() throws Exception {
        folders();
        Contents.write(volume(), "/l/twice/a", "x".repeat(200_000)); // an upload of several messages
        assertThat(root().resolve("d/e/a")).hasSize(200_000);
        try (Node node = volume().open(path("/d/twice/a"), Open.openOrCreate(Open.Access.WRITE))) {
            node.write(ByteBuffer.wrap(new byte[] {'y'}), 0);
        }
        assertThat(Contents.text(volume(), "/d/e/a")).startsWith("yx");
        file("/small", "small");
        Contents.rename(volume(), "/small", "/l/twice/b", false);
        assertThat(root().resolve("d/e/b")).hasContent("small");
        SmallReads small = volume().extension(SmallReads.class).orElseThrow();
        try (Node node = small.open(path("/l/twice/b"), 5)) {
            assertThat(Contents.text(node)).isEqualTo("small");
        }
        Deletions deletions = volume().extension(Deletions.class).orElseThrow();
        List<?> outcomes = deletions.delete(List.of(
                new Deletions.Deletion(path("/l/twice/a"), Open.Kind.FILE),
                new Deletions.Deletion(path("/d/e/b"), Open.Kind.FILE)));
        assertThat(outcomes).allMatch(Optional.empty()::equals);
        lists("/l/twice");
    }

    @Test
    void watchesBehindALink() throws Exception {
        folders();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Watch watch = volume().extension(Watch.class).orElseThrow();
        try (var subscription = watch.watch(
                path("/l/twice"), false, change -> told.add(change.path().toString()))) {
            Files.writeString(root().resolve("d/e/new"), "x");
            await().until(() -> told.contains("/l/twice/new"));
        }
    }

    /** Forty are followed, as Linux does it. */
    @Test
    void followsManyLinksButNotAllThereAre() throws Exception {
        file("/0", "content");
        for (int i = 1; i <= 41; i++) {
            Files.createSymbolicLink(root().resolve(String.valueOf(i)), Path.of(String.valueOf(i - 1)));
        }
        holds("/40", "content");
        refused(() -> Contents.read(volume(), "/41"), Reason.NOT_FOUND);
    }

    /** [MS-SMB2] has the client follow where it may; a folder beside the one of the URL is none of it. */
    @Test
    void staysInsideOfWhatTheUrlNames() throws Exception {
        Files.createDirectory(folder.resolve("files/beside"));
        Files.writeString(folder.resolve("files/beside/f"), "content");
        Files.createSymbolicLink(root().resolve("beside"), Path.of("../beside"));
        refused(() -> Contents.read(volume(), "/beside/f"), Reason.ACCESS_DENIED);
        Files.createSymbolicLink(root().resolve("back"), Path.of("../root/f"));
        Files.writeString(root().resolve("f"), "inside");
        holds("/back", "inside");
    }
}
