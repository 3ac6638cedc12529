// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.PathFolder;
import io.fairlead.storage.local.upload.StagedFile;
import io.fairlead.storage.local.upload.Staging;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where uploads wait: seen by nobody, gone when unused, and swept when its server is dead. */
class StagingTest {
    @TempDir
    Path root;

    private Path staging() {
        return root.resolve(NameRules.STAGING);
    }

    @Test
    void isThereOnlyWhileInUse() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Fixture.unpublished(root)).isEmpty();
            Node first = fixture.volume().open(VPath.of("/a"), Open.replace());
            Node second = fixture.volume().open(VPath.of("/b"), Open.replace());
            assertThat(Fixture.unpublished(root)).hasSize(2);
            first.close();
            assertThat(Fixture.unpublished(root)).hasSize(1);
            second.abort();
            second.close();
            assertThat(Fixture.unpublished(root)).isEmpty();
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
        Files.writeString(root.resolve(NameRules.BESIDE + "1-1-1.5"), "half an upload to this device");
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
            assertThat(Fixture.unpublished(root)).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ofAnotherLivingServerIsLeftAlone() throws IOException {
        try (ChildProcess child = ChildProcess.start(UploadAndWait.class, Map.of(), root.toString())) {
            child.await("uploading");
            try (Fixture fixture = Fixture.open(root)) {
                Contents.write(fixture.volume(), "/b", "b");
                assertThat(Contents.names(fixture.volume(), "/")).containsExactly("b");
                assertThat(Fixture.unpublished(root)).hasSize(1);
                child.process().getOutputStream().write('\n');
                child.process().getOutputStream().flush();
                child.await("published");
                assertThat(Contents.text(fixture.volume(), "/a")).isEqualTo("x");
            }
            assertThat(Fixture.unpublished(root)).isEmpty();
        }
    }

    /** As where the root belongs to somebody else, and only some of its folders are ours. */
    @Test
    void isNotNeeded() throws IOException {
        Path ours = Files.createDirectory(root.resolve("d"));
        Folder refusing = (Folder) Proxy.newProxyInstance(
                Folder.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("channel")) {
                        throw new AccessDeniedException("the root");
                    }
                    return method.invoke(PathFolder.root(root, Exclusions.NONE), arguments);
                });
        FileModes modes = new FileModes(true, 022);
        try (Folder target = PathFolder.root(ours, Exclusions.NONE)) {
            Located place = new Located(target, false, Path.of("a"), VPath.of("/d/a"), null);
            try (StagedFile staged = StagedFile.near(place, new Staging(refusing, modes), modes);
                    SeekableByteChannel channel = staged.create(place)) {
                channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                staged.moveTo(place, 0644);
            }
        }
        assertThat(ours.resolve("a")).hasContent("x");
        assertThat(Fixture.unpublished(root)).isEmpty();
    }

    @Test
    void besideItsTargetIsSweptWhenItsFolderIsListed() throws IOException {
        Path left = Files.createDirectory(root.resolve("d")).resolve(NameRules.BESIDE + "1-1-1.1");
        Files.writeString(left, "of a dead server");
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Contents.names(fixture.volume(), "/d")).isEmpty();
        }
        assertThat(left).doesNotExist();
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
