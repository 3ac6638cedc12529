// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.DetachedCalls;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.FolderAccess;
import io.fairlead.testing.Contents;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes and sockets are listed and never opened: opening a pipe would wait for somebody at its other end. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SpecialFileTest {
    @TempDir
    Path root;

    @Test
    void pipesAndSocketsAreNotOpened() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Fixture fixture = Fixture.open(root)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            for (String name : new String[] {"pipe", "socket"}) {
                VPath path = VPath.ROOT.child(name);
                assertThat(fixture.volume().attributes(path).kind()).isEqualTo(Kind.OTHER);
                for (Open how :
                        new Open[] {Open.read(), Open.openOrCreate(Access.APPEND), Open.replace(), Open.attributes()}) {
                    refused(Reason.ACCESS_DENIED, () -> fixture.volume().open(path, how));
                }
                refused(Reason.NOT_DIRECTORY, () -> fixture.volume().open(path.child("x"), Open.read()));
            }
            assertThat(Contents.entries(fixture.volume(), "/"))
                    .hasSize(2)
                    .allMatch(entry -> entry.attributes().kind() == Kind.OTHER);
            Contents.delete(fixture.volume(), "/pipe");
            Contents.delete(fixture.volume(), "/socket");
            assertThat(Contents.entries(fixture.volume(), "/")).isEmpty();
        }
    }

    private void makePipe(String name) throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve(name).toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    /** As if somebody had put it there between our look and our call. */
    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxrwxrwx"})
    void aPipeInTheWayHoldsNobodyUp(String permissions) throws Exception {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(permissions));
        makePipe("pipe");
        Path pipe = Path.of("pipe");
        for (boolean secure : new boolean[] {true, false}) {
            try (Folder folder = Platform.of(LocalSettings.of(root), secure).openRoot(Exclusions.NONE)) {
                folder.channel(pipe, Set.of(StandardOpenOption.READ)).close();
                folder.channel(pipe, Set.of(StandardOpenOption.WRITE)).close();
                folder.channel(pipe, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))
                        .close();
                BasicFileAttributeView view = folder.view(pipe);
                folder.detached(pipe, () -> {
                    view.setTimes(FileTime.from(Instant.EPOCH), null, null);
                    return null;
                });
                assertThatThrownBy(() -> folder.open(pipe)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aFolderIsOursAloneWhileNobodyElseCanChangeIt() throws Exception {
        for (String permissions : new String[] {"rwx------", "rwxr-xr-x", "rwxrwxr-x", "rwxr-x-w-"}) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(permissions));
            assertThat(FolderAccess.isOursAlone(Files.readAttributes(root, PosixFileAttributes.class)))
                    .as(permissions)
                    .isEqualTo(!permissions.substring(3).contains("w"));
        }
    }

    /** A pipe that we may not open ourselves, or that was moved away: the folder can be closed all the same. */
    @Test
    void aCallThatNeverReturnsIsGivenUp() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        DetachedCalls calls = new DetachedCalls(Duration.ofMillis(1));
        refused(
                Reason.IN_USE,
                () -> calls.make(root.resolve("moved"), () -> {
                    awaitUninterruptibly(late);
                    return (Closeable) () -> closed.set(true);
                }));
        late.countDown();
        Awaitility.await().untilTrue(closed);
        assertThat(calls.<String>make(root, () -> "done")).isEqualTo("done");
        assertThatThrownBy(() -> calls.make(root, () -> {
                    throw new NoSuchFileException("x");
                }))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anInterruptedCallKeepsItsFlag() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        DetachedCalls calls = new DetachedCalls(Duration.ofMinutes(1));
        Thread.currentThread().interrupt();
        refused(
                Reason.UNAVAILABLE,
                () -> calls.make(root.resolve("moved"), () -> {
                    awaitUninterruptibly(late);
                    return (Closeable) () -> {};
                }));
        assertThat(Thread.interrupted()).isTrue();
        late.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
