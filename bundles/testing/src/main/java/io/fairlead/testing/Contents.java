// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.contract.ContractFixture.Sample;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whole files and directories of a volume in one call; paths as text. */
public final class Contents {
    private static final int CHUNK_BYTES = 64 * 1024;

    private Contents() {}

    /** Creates or replaces a file, as an upload does. */
    public static void write(Volume volume, String path, byte[] content) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.replace())) {
            try {
                node.write(ByteBuffer.wrap(content), 0);
            } catch (StorageException e) {
                node.abort();
                throw e;
            }
        }
    }

    /** As {@link #write(Volume, String, byte[])}, in UTF-8. */
    public static void write(Volume volume, String path, String content) throws StorageException {
        write(volume, path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** All bytes of a file. */
    public static byte[] read(Volume volume, String path) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.read())) {
            return read(node);
        }
    }

    /** All bytes of an open file. */
    public static byte[] read(Node node) throws StorageException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (node.read(chunk, all.size()) >= 0) {
            if (chunk.position() == 0) {
                throw new AssertionError("nothing read at " + all.size() + ", though there is room");
            }
            all.write(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
        return all.toByteArray();
    }

    /** All of a file, as UTF-8. */
    public static String text(Volume volume, String path) throws StorageException {
        return new String(read(volume, path), StandardCharsets.UTF_8);
    }

    /** All of an open file, as UTF-8. */
    public static String text(Node node) throws StorageException {
        return new String(read(node), StandardCharsets.UTF_8);
    }

    public static void makeDirectory(Volume volume, String path) throws StorageException {
        volume.open(VPath.of(path), Open.createDirectory()).close();
    }

    /** Makes each sample, in order. */
    public static void populate(Volume volume, List<Sample> samples) throws StorageException {
        for (Sample sample : samples) {
            if (sample.content() == null) {
                makeDirectory(volume, sample.path().toString());
            } else {
                write(volume, sample.path().toString(), sample.content());
            }
        }
    }

    /** The names in a directory, in the storage's order. */
    public static List<String> names(Volume volume, String path) throws StorageException {
        return entries(volume, path).stream().map(Entry::name).toList();
    }

    /** The entries of a directory, in the storage's order. */
    public static List<Entry> entries(Volume volume, String path) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.list())) {
            return entries(node);
        }
    }

    /** The entries that the cursor has not given yet. */
    public static List<Entry> entries(Node directory) throws StorageException {
        List<Entry> all = new ArrayList<>();
        for (List<Entry> page = directory.next(1000); !page.isEmpty(); page = directory.next(1000)) {
            all.addAll(page);
        }
        return all;
    }

    public static Attributes attributes(Volume volume, String path) throws StorageException {
        return volume.attributes(VPath.of(path));
    }

    /** Whether the name is there; any failure but its absence is thrown. */
    public static boolean exists(Volume volume, String path) throws StorageException {
        try {
            volume.attributes(VPath.of(path));
            return true;
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PARENT_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    public static void delete(Volume volume, String path) throws StorageException {
        try (Node node = volume.open(VPath.of(path), Open.delete())) {
            node.delete();
        }
    }

    public static void rename(Volume volume, String from, String to, boolean replace) throws StorageException {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), replace);
        }
    }
}
