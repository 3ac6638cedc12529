// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder where uploads wait: seen by nobody, gone when unused, and swept when its server is dead. */
class StagingTest {
    @TempDir
    Path root;

    private Path staging() {
        return root.resolve(NameRules.STAGING);
    }

    @Test
    void isThereOnlyWhileInUse() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(staging()).doesNotExist();
            Node first = fixture.volume().open(VPath.of("/a"), Open.replace());
            Node second = fixture.volume().open(VPath.of("/b"), Open.replace());
            assertThat(staging()).isDirectory();
            first.close();
            assertThat(staging()).isDirectory();
            second.abort();
            second.close();
            assertThat(staging()).doesNotExist();
        }
    }

    @Test
    void isNeitherListedNorReached() throws IOException {
        try (Fixture fixture = Fixture.open(root);
                Node upload = fixture.volume().open(VPath.of("/a"), Open.replace())) {
            assertThat(Contents.names(fixture.volume(), "/")).isEmpty();
            for (String path : new String[] {"/.fairlead-staging", "/.FAIRLEAD-Staging/x", "/.fairlead-upload-1"}) {
                refused(Reason.NAME_INVALID, () -> fixture.volume().attributes(VPath.of(path)));
                refused(Reason.NAME_INVALID, () -> fixture.volume().open(VPath.of(path), Open.read()));
            }
            upload.abort();
        }
    }

    @Test
    void isHiddenInTheRootOnly() throws IOException {
        Files.createDirectories(root.resolve("d/.fairlead-staging"));
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Contents.names(fixture.volume(), "/d")).containsExactly(".fairlead-staging");
        }
    }

    @Test
    void goesWhenTheStorageCloses() throws IOException {
        Fixture fixture = Fixture.open(root);
        Node upload = fixture.volume().open(VPath.of("/a"), Open.replace());
        upload.write(ByteBuffer.wrap(new byte[] {1}), 0);
        fixture.close();
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
        upload.close();
    }

    @Test
    void isSweptAfterADeadServer() throws IOException {
        Path besides = Files.createDirectory(root.resolve("mount")).resolve(NameRules.BESIDE + "1-1-1.2");
        Files.createDirectory(staging());
        Files.writeString(staging().resolve("1-1-1.lock"), "");
        Files.writeString(staging().resolve("1-1-1.1"), "half an upload");
        Files.writeString(staging().resolve("1-1-1.2.beside"), "/mount/" + besides.getFileName());
        Files.writeString(staging().resolve("1-1-1.3.beside"), "/mount/precious");
        Files.writeString(besides, "half an upload on another device");
        Files.writeString(root.resolve("mount/precious"), "not ours");
        Files.createDirectory(staging().resolve("1-1-1.4"));
        Files.writeString(root.resolve("a"), "kept");
        LocalStorage.open(LocalSettings.of(root)).close();
        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left.map(path -> root.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "a", "mount", "mount/precious");
        }
    }

    @Test
    void ofAnotherStorageInThisProcessIsLeftAlone() throws IOException {
        try (Fixture fixture = Fixture.open(root);
                Node upload = fixture.volume().open(VPath.of("/a"), Open.replace())) {
            upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
            Fixture other = Fixture.open(root);
            Contents.write(other.volume(), "/b", "b");
            other.close();
            upload.close();
            assertThat(root.resolve("a")).hasContent("x");
            assertThat(staging()).doesNotExist();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ofAnotherLivingServerIsLeftAlone() throws IOException {
        try (ChildProcess child = ChildProcess.start(UploadAndWait.class, Map.of(), root.toString())) {
            child.await("uploading");
            try (Fixture fixture = Fixture.open(root)) {
                Contents.write(fixture.volume(), "/b", "b");
                assertThat(staging()).isDirectory();
                child.process().getOutputStream().write('\n');
                child.process().getOutputStream().flush();
                child.await("published");
                assertThat(Contents.text(fixture.volume(), "/a")).isEqualTo("x");
            }
            assertThat(staging()).doesNotExist();
        }
    }

    /** As where the root belongs to somebody else, and only some of its folders are ours. */
    @Test
    void isNotNeeded() throws IOException {
        Files.writeString(staging(), "in the way");
        Files.createDirectory(root.resolve("d"));
        try (Fixture fixture = Fixture.open(root)) {
            try (Node upload = fixture.volume().open(VPath.of("/d/a"), Open.replace())) {
                upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
                assertThat(Contents.names(fixture.volume(), "/d")).isEmpty();
            }
            Contents.makeDirectory(fixture.volume(), "/d/e");
            Files.writeString(root.resolve("d/" + NameRules.BESIDE + "1-1-1.1"), "of a dead server");
            assertThat(Contents.names(fixture.volume(), "/d")).containsExactlyInAnyOrder("a", "e");
        }
        try (Stream<Path> left = Files.list(root.resolve("d"))) {
            assertThat(left).hasSize(2);
        }
        assertThat(staging()).hasContent("in the way");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void besideItsTargetAnotherLivingServerIsLeftAlone() throws IOException {
        Files.writeString(staging(), "in the way");
        try (ChildProcess child = ChildProcess.start(UploadAndWait.class, Map.of(), root.toString())) {
            child.await("uploading");
            try (Fixture fixture = Fixture.open(root)) {
                assertThat(Contents.names(fixture.volume(), "/")).isEmpty();
                child.process().getOutputStream().write('\n');
                child.process().getOutputStream().flush();
                child.await("published");
                assertThat(Contents.text(fixture.volume(), "/a")).isEqualTo("x");
            }
        }
    }

    /** A server of its own with an upload under way until it is told to go on. */
    static final class UploadAndWait {
        private UploadAndWait() {}

        public static void main(String[] arguments) throws IOException {
            try (Fixture fixture = Fixture.open(Path.of(arguments[0]))) {
                try (Node upload = fixture.volume().open(VPath.of("/a"), Open.replace())) {
                    upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
                    System.out.println("uploading");
                    System.in.read();
                }
                System.out.println("published");
            }
        }
    }
}
