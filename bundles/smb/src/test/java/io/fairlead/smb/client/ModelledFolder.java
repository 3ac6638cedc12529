// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A folder that one thread works in, and what has to be in it. An operation whose outcome is not known is checked to have been
 * done or not, and nothing else. For one thread.
 */
final class ModelledFolder {
    private static final int NAMES = 6;
    private static final int LARGEST = 400_000;
    private static final Open IN_PLACE = new Open(EnumSet.of(Access.READ, Access.WRITE), Disposition.OPEN, Kind.FILE);

    private final Volume volume;
    private final Path onServer;
    private final String folder;
    private final Random random;
    private final Map<String, byte[]> files = new TreeMap<>();
    private long unknown;

    ModelledFolder(Volume volume, Path onServer, String folder, long seed) {
        this.volume = volume;
        this.onServer = onServer;
        this.folder = "/" + folder;
        random = new Random(seed);
    }

    /** How many operations had no known outcome. */
    long unknown() {
        return unknown;
    }

    private interface Operation {
        void run() throws StorageException, IOException;
    }

    /** Whether it was done for sure; fails if it failed for another reason than a connection that was lost. */
    private boolean done(Operation operation) throws IOException {
        try {
            operation.run();
            return true;
        } catch (StorageException e) {
            if (e.reason() != Reason.UNAVAILABLE) {
                throw e;
            }
            unknown++;
            settle();
            return false;
        }
    }

    /** What the old connection has begun is over when there is another: its login ends the old session. */
    private void settle() throws IOException {
        while (true) {
            try {
                volume.attributes(VPath.of(folder));
                return;
            } catch (StorageException e) {
                if (e.reason() != Reason.UNAVAILABLE) {
                    throw e;
                }
            }
        }
    }

    /** One operation at random. */
    void step() throws IOException {
        String name = name();
        switch (random.nextInt(7)) {
            case 0 -> put(name);
            case 1, 2 -> get(name);
            case 3 -> write(name);
            case 4 -> rename(name, name());
            case 5 -> delete(name);
            default -> list();
        }
    }

    private VPath path(String name) throws StorageException {
        return VPath.of(folder + "/" + name);
    }

    private String name() {
        return "f" + random.nextInt(NAMES);
    }

    private byte[] content() {
        byte[] content = new byte[random.nextInt(LARGEST)];
        random.nextBytes(content);
        return content;
    }

    private byte[] onServer(String name) throws IOException {
        Path file = onServer.resolve(name);
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    private void put(String name) throws IOException {
        byte[] content = content();
        boolean done = done(() -> {
            try (Node node = volume.open(path(name), Open.replace())) {
                try {
                    node.write(ByteBuffer.wrap(content), 0);
                } catch (StorageException e) {
                    node.abort();
                    throw e;
                }
            }
        });
        byte[] now = onServer(name);
        assertThat(Arrays.equals(now, content) || !done && Arrays.equals(now, files.get(name)))
                .as("put of " + name + ", done " + done)
                .isTrue();
        files.put(name, now);
        files.values().removeIf(Objects::isNull);
    }

    private void get(String name) throws IOException {
        byte[] expected = files.get(name);
        try {
            byte[] found = Contents.read(volume, folder + "/" + name);
            assertThat(Arrays.equals(found, expected)).as("get of " + name).isTrue();
        } catch (StorageException e) {
            assertThat(e.reason()).as(e.getMessage()).isIn(Reason.UNAVAILABLE, Reason.NOT_FOUND);
            assertThat(e.reason() == Reason.UNAVAILABLE || expected == null)
                    .as("get of " + name)
                    .isTrue();
        }
    }

    /** In place, so that a failure may leave a part of it. */
    private void write(String name) throws IOException {
        byte[] old = files.get(name);
        if (old == null || old.length == 0) {
            return;
        }
        byte[] part = content();
        int at = random.nextInt(old.length);
        byte[] whole = Arrays.copyOf(old, Math.max(old.length, at + part.length));
        System.arraycopy(part, 0, whole, at, part.length);
        boolean done = done(() -> {
            try (Node node = volume.open(path(name), IN_PLACE)) {
                node.write(ByteBuffer.wrap(part), at);
            }
        });
        byte[] now = onServer(name);
        assertThat(now).as(name).isNotNull();
        if (done) {
            assertThat(Arrays.equals(now, whole)).as("write to " + name).isTrue();
        } else {
            assertThat(now.length).isBetween(old.length, whole.length);
            for (int i = 0; i < now.length; i++) {
                boolean was = i < old.length && now[i] == old[i];
                boolean becomes = i >= at && now[i] == whole[i];
                assertThat(was || becomes || i >= old.length && now[i] == 0)
                        .as(name + " at " + i)
                        .isTrue();
            }
        }
        files.put(name, now);
    }

    private void rename(String from, String to) throws IOException {
        if (!files.containsKey(from) || from.equals(to)) {
            return;
        }
        boolean done = done(() -> Contents.rename(volume, folder + "/" + from, folder + "/" + to, true));
        byte[] content = files.get(from);
        boolean gone = onServer(from) == null;
        assertThat(gone || !done).as("rename of " + from + " to " + to).isTrue();
        assertThat(Arrays.equals(onServer(gone ? to : from), content))
                .as("renamed " + from)
                .isTrue();
        if (gone) {
            files.remove(from);
            files.put(to, content);
        } else {
            assertThat(Arrays.equals(onServer(to), files.get(to))).as(to).isTrue();
        }
    }

    private void delete(String name) throws IOException {
        if (!files.containsKey(name)) {
            return;
        }
        boolean done = done(() -> Contents.delete(volume, folder + "/" + name));
        if (done) { // Interop: Samba keeps it while it keeps an open whose client did not hear of it
            await().atMost(Duration.ofSeconds(60)).until(() -> onServer(name) == null);
        }
        boolean gone = onServer(name) == null;
        assertThat(gone || !done).as("delete of " + name).isTrue();
        if (gone) {
            files.remove(name);
        }
    }

    private void list() throws IOException {
        done(() -> {
            List<String> names = new ArrayList<>(Contents.names(volume, folder));
            names.removeIf(name -> name.endsWith(".part")); // of an upload that failed, where it could not be removed
            assertThat(names).as("names in " + folder).containsExactlyInAnyOrderElementsOf(files.keySet());
        });
    }
}
