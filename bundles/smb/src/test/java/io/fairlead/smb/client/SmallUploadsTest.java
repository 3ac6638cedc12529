// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.Served;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads of small files, which are made under their names by one message where they are new: whatever fails in it, nothing half
 * stays, nothing good is lost, and what has failed is told.
 */
@Timeout(60)
class SmallUploadsTest {
    private static final int SMALL = 4096;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final SmbConnector connector = new SmbConnector();
    private Served served;

    /** What is asked of the server before there is content. */
    private enum Asking {
        FIRST {
            @Override
            Node open(Volume volume, String path) throws StorageException {
                return volume.open(VPath.of(path), Open.replace());
            }
        },
        LATER {
            @Override
            Node open(Volume volume, String path) throws StorageException {
                return volume.extension(SmallUploads.class).orElseThrow().open(VPath.of(path), () -> {});
            }
        };

        abstract Node open(Volume volume, String path) throws StorageException;
    }

    @BeforeEach
    void serve() throws Exception {
        served = new Served(
                folder,
                0,
                UnaryOperator.identity(),
                builder -> builder.share(
                        "memory", Exports.over(storage).name("memory").build()));
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(connector.handles()).as("handles left").isZero();
        connector.close();
        served.close();
        storage.close();
    }

    private int port() {
        return served.port();
    }

    private RemoteStorage connect(int port, ConnectOptions options) throws Exception {
        return connector.connect(URI.create("smb://127.0.0.1:" + port + "/memory"), options);
    }

    private static void put(Asking asking, Volume volume, String path, byte[] content) throws StorageException {
        try (Node upload = asking.open(volume, path)) {
            upload.write(ByteBuffer.wrap(content), 0);
        }
    }

    private static StorageException refused(Asking asking, Volume volume, String path, byte[] content) {
        return catchThrowableOfType(StorageException.class, () -> put(asking, volume, path, content));
    }

    /** What is there in truth, as nobody's client sees it. */
    private List<String> names() throws Exception {
        try (Volume volume = storage.mount(Identity.ANONYMOUS)) {
            return Contents.names(volume, "/");
        }
    }

    private void holds(String path, byte[] content) throws Exception {
        try (Volume volume = storage.mount(Identity.ANONYMOUS)) {
            assertThat(Contents.read(volume, path)).isEqualTo(content);
        }
    }

    private void has(String path, String content) throws Exception {
        try (Volume volume = storage.mount(Identity.ANONYMOUS)) {
            Contents.write(volume, path, content);
        }
    }

    private static byte[] content(int size) {
        return new Pattern(3).bytes(0, size);
    }

    /** The server goes on with the CLOSE after a WRITE that has failed. */
    @ParameterizedTest
    @EnumSource
    void leavesNothingWhereThereIsNoSpace(Asking asking) throws Exception {
        has("/old", "old");
        storage.limit(2000);
        try (RemoteStorage remote = connect(port(), SmbClientStorageTest.ME);
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            for (String path : List.of("/new", "/old")) {
                assertThat(refused(asking, volume, path, content(SMALL)).reason())
                        .as(path)
                        .isEqualTo(Reason.NO_SPACE);
            }
            assertThat(names()).containsExactly("old");
            holds("/old", "old".getBytes());
            put(asking, volume, "/new", content(1000));
            assertThat(names()).containsExactlyInAnyOrder("old", "new");
        }
    }

    @ParameterizedTest
    @EnumSource
    void replacesNoDirectory(Asking asking) throws Exception {
        try (RemoteStorage remote = connect(port(), SmbClientStorageTest.ME);
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            Contents.makeDirectory(volume, "/d");
            for (int size : new int[] {0, 10, 200_000}) {
                StorageException e = refused(asking, volume, "/d", content(size));
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.IS_DIRECTORY);
                assertThat(e).hasMessageContaining("/d");
            }
            assertThat(names()).containsExactly("d");
        }
    }

    @Test
    void makesItsFolderWhenThatProvesMissing() throws Exception {
        try (RemoteStorage remote = connect(port(), SmbClientStorageTest.ME);
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            for (int size : new int[] {0, SMALL, 65_536, 200_000}) {
                String folder = "/d" + size;
                AtomicInteger made = new AtomicInteger();
                try (Node upload = volume.extension(SmallUploads.class)
                        .orElseThrow()
                        .open(VPath.of(folder + "/f"), () -> {
                            made.incrementAndGet();
                            Contents.makeDirectory(volume, folder);
                        })) {
                    upload.write(ByteBuffer.wrap(content(size)), 0);
                }
                assertThat(made).hasValue(1);
                holds(folder + "/f", content(size));
            }
            StorageException e = refused(Asking.LATER, volume, "/none/f", content(1));
            assertThat(e.reason()).isEqualTo(Reason.PARENT_NOT_FOUND);
            assertThat(names()).doesNotContain("none");
        }
    }

    /** Whether it was done is not known, so that it is done again; and then there is one file and no other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isThereOnceThoughTheConnectionIsCutAtAnyMessage(boolean isNew) throws Exception {
        int failures = 0;
        for (int cutAt = 1; ; cutAt++) {
            try (Volume inner = storage.mount(Identity.ANONYMOUS)) {
                for (String each : Contents.names(inner, "/")) {
                    Contents.delete(inner, "/" + each);
                }
                if (!isNew) {
                    Contents.write(inner, "/f", "old");
                }
            }
            try (CuttingRelay relay =
                            new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), cutAt);
                    RemoteStorage remote = connect(relay.port(), SmbClientStorageTest.ME)) {
                try (Volume volume = remote.mount(Identity.ANONYMOUS)) {
                    put(Asking.LATER, volume, "/f", content(SMALL));
                    holds("/f", content(SMALL));
                } catch (StorageException e) {
                    assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE);
                    failures++;
                }
                assertThat(names()).as("cut at " + cutAt).isSubsetOf("f");
                if (relay.messages() < cutAt) {
                    break;
                }
            }
        }
        assertThat(failures)
                .as("those that were cut before the share was reached")
                .isBetween(1, 12);
    }

    /** As a server answers that does not go on after a request that has failed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsItsWayWhereAPartOfTheMessageFails(boolean closes) throws Exception {
        AtomicInteger changed = new AtomicInteger();
        Predicate<Command> fails = command -> (command == Command.WRITE || command == Command.CLOSE && !closes)
                && changed.incrementAndGet() <= (closes ? 1 : 2);
        try (ChangingRelay relay = new ChangingRelay(port(), message -> failing(message, fails));
                RemoteStorage remote = connect(
                        relay.port(),
                        SmbClientStorageTest.ME.with(SmbOptions.SIGNING, false).with(SmbOptions.NEWEST, "2.1"));
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            put(Asking.LATER, volume, "/f", content(SMALL));
            assertThat(changed.get()).isPositive();
            holds("/f", content(SMALL));
            assertThat(names()).containsExactly("f");
        }
    }

    private static byte[] failing(byte[] message, Predicate<Command> fails) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; ; ) {
            int command = bytes.getShort(at + 12);
            boolean compound = at > 0 || bytes.getInt(at + 20) != 0;
            if (compound && fails.test(Command.values()[command])) {
                bytes.putInt(at + 8, NtStatus.DISK_FULL.code());
            }
            int next = bytes.getInt(at + 20);
            if (next == 0) {
                return message;
            }
            at += next;
        }
    }

    @Test
    void neverMakesAFileUnderItsNameWhereAllAreToBeRenamed() throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (ChangingRelay relay = new ChangingRelay(port(), message -> {
                    if (message[12] == Command.SET_INFO.code()) {
                        made.incrementAndGet();
                    }
                    return message;
                });
                RemoteStorage remote =
                        connect(relay.port(), SmbClientStorageTest.ME.with(SmbOptions.UPLOAD, "rename"));
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            put(Asking.LATER, volume, "/later", content(SMALL));
            put(Asking.FIRST, volume, "/first", content(SMALL));
            assertThat(made).as("renames").hasValue(2);
            assertThat(names()).containsExactlyInAnyOrder("later", "first");
        }
    }

    @Test
    void refusesOtherWaysOfUploading() throws Exception {
        StorageException e = catchThrowableOfType(
                StorageException.class,
                () -> connect(port(), SmbClientStorageTest.ME.with(SmbOptions.UPLOAD, "direct")));
        assertThat(e).hasMessageContaining("smb.upload");
    }

    /** Nobody else may look into it before it is whole, nor take its name from it. */
    @Test
    void isOneFileOfTwoThatAreMadeAtOnce() throws Exception {
        try (RemoteStorage remote = connect(port(), SmbClientStorageTest.ME);
                Volume volume = remote.mount(Identity.ANONYMOUS)) {
            Node one = Asking.LATER.open(volume, "/f");
            Node other = Asking.FIRST.open(volume, "/f");
            one.write(ByteBuffer.wrap(content(10)), 0);
            other.write(ByteBuffer.wrap(content(20)), 0);
            one.close();
            holds("/f", content(10));
            other.close();
            holds("/f", content(20));
            assertThat(names()).containsExactly("f");
        }
    }
}
