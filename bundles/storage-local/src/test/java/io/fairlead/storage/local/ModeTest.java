// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who else on this machine may read what is uploaded, and when. */
@DisabledOnOs(OS.WINDOWS)
class ModeTest {
    @TempDir
    Path root;

    @BeforeEach
    void narrowFolder() throws IOException {
        Files.createDirectory(root.resolve("alice"));
        set("alice", "rwx------");
        Files.writeString(root.resolve("alice/wages"), "old");
        set("alice/wages", "rw-------");
    }

    @Test
    void anUploadIsNobodyElsesUntilItHasItsName() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            for (String path : new String[] {"/alice/wages", "/alice/new", "/new"}) {
                try (Node upload = fixture.volume().open(VPath.of(path), Open.replace())) {
                    upload.write(ByteBuffer.allocate(10), 0);
                    for (String staged : Fixture.unpublished(root)) {
                        assertThat(mode(staged)).as(path).isEqualTo("rw-------");
                    }
                    assertThat(Fixture.unpublished(root)).as(path).hasSize(1);
                }
                assertThat(Fixture.unpublished(root)).as(path).isEmpty();
            }
            assertThat(mode("alice/wages")).isEqualTo("rw-------");
            assertThat(mode("alice/new")).isEqualTo("rw-r--r--");
            assertThat(mode("new")).isEqualTo("rw-r--r--");
            assertThat(Files.size(root.resolve("alice/wages"))).isEqualTo(10);
        }
    }

    @Test
    void bitsAskedForWhileItIsUploadedComeWithItsName() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            try (Node upload = fixture.volume().open(VPath.of("/alice/new"), Open.replace())) {
                upload.change(AttributeChanges.mode(0644));
                assertThat(mode(Fixture.unpublished(root).get(0))).isEqualTo("rw-------");
            }
            assertThat(mode("alice/new")).isEqualTo("rw-r--r--");
        }
    }

    @Test
    void bitsOfTheUmaskAreOutOfReach() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            Contents.write(fixture.volume(), "/f", "x");
            for (String path : new String[] {"/f", "/alice"}) {
                try (Node node = fixture.volume().open(VPath.of(path), Open.attributes())) {
                    node.change(AttributeChanges.mode(0777));
                }
                assertThat(mode(path.substring(1))).isEqualTo("rwxr-xr-x");
            }
        }
    }

    /** A directory of its name came meanwhile: nothing of the upload is left, on either side. */
    @Test
    void whatCanNotBePublishedLeavesNothing() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            Node upload = fixture.volume().open(VPath.of("/alice/new"), Open.replace());
            Files.createDirectory(root.resolve("alice/new"));
            assertThat(catchThrowable(upload::close)).isNotNull();
            assertThat(Fixture.unpublished(root)).isEmpty();
            assertThat(Fixture.unpublished(root.resolve("alice"))).isEmpty();
        }
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    private void set(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString(mode));
    }
}
