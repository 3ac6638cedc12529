// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes the files of the hidden folder, through the volume of whoever asks. A link in there is never followed.
 * Immutable.
 */
final class HiddenFiles {
    /** Where this version of the format is. */
    static final VPath TOP = path("/" + Reserved.NAME + "/v1");

    private static final int PAGE = 500;
    private static final int TRIES = 4;

    private final boolean replacesAtOnce;

    HiddenFiles(Set<Feature> features) {
        replacesAtOnce = features.contains(Feature.ATOMIC_REPLACE);
    }

    static VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A call to the storage. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws StorageException;
    }

    /** Null if nothing is there. */
    private static <T> T found(Call<T> call) throws StorageException {
        try {
            return refusingLinks(call);
        } catch (StorageException e) {
            if (isAbsent(e.reason())) {
                return null;
            }
            throw e;
        }
    }

    /** A link is a refusal, and never one that callers would follow. */
    static <T> T refusingLinks(Call<T> call) throws StorageException {
        try {
            return call.run();
        } catch (LinkEncountered e) {
            throw new StorageException(Reason.ACCESS_DENIED, "a link in " + Reserved.NAME, e);
        }
    }

    static boolean isAbsent(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY -> true;
            default -> false;
        };
    }

    /** Whether something is there. */
    boolean exists(Volume volume, VPath path) throws StorageException {
        return found(() -> volume.attributes(path, Links.ITSELF)) != null;
    }

    /** The content of a file, or null if there is none, or one longer than {@code most} bytes. */
    byte[] read(Volume volume, VPath path, int most) throws StorageException {
        return found(() -> {
            try (Node node = volume.open(path, Open.read())) {
                return read(node, most);
            }
        });
    }

    private static byte[] read(Node node, int most) throws StorageException {
        ByteBuffer into = ByteBuffer.allocate(1024);
        while (true) {
            int count = node.read(into, into.position());
            if (count < 0) {
                return Arrays.copyOf(into.array(), into.position());
            }
            if (!into.hasRemaining()) {
                if (into.capacity() >= most) {
                    return null;
                }
                int larger = Math.min(most, into.capacity() * 4);
                into = ByteBuffer.allocate(larger).put(into.flip());
            }
        }
    }

    /** The record at a spot, or null. */
    OwnerRecord record(Volume volume, Spot spot) throws StorageException {
        byte[] bytes = read(volume, spot.record(), RecordFormat.LARGEST_BYTES);
        OwnerRecord record = bytes == null ? null : RecordFormat.decode(bytes);
        if (record == null && !replacesAtOnce) { // perhaps a crash came between the two steps
            bytes = read(volume, spot.successor(), RecordFormat.LARGEST_BYTES);
            record = bytes == null ? null : RecordFormat.decode(bytes);
        }
        return record;
    }

    /** Writes a record, whole or not at all; its folder is made. */
    void write(Volume volume, Spot spot, OwnerRecord record) throws StorageException {
        byte[] bytes = RecordFormat.encode(record);
        inFolder(volume, spot.folder(), () -> {
            if (replacesAtOnce) {
                put(volume, spot.record(), Open.replace(), bytes);
            } else {
                replaceInSteps(volume, spot, bytes);
            }
            return null;
        });
    }

    /** Runs a call that makes something in a folder, which is made before if it is not there. */
    <T> T inFolder(Volume volume, VPath folder, Call<T> call) throws StorageException {
        for (int tries = 1; ; tries++) {
            try {
                return refusingLinks(call);
            } catch (StorageException e) {
                boolean misses = e.reason() == Reason.PARENT_NOT_FOUND || e.reason() == Reason.NOT_FOUND;
                if (!misses || tries == TRIES) {
                    throw e;
                }
                make(volume, folder);
            }
        }
    }

    private static void put(Volume volume, VPath path, Open how, byte[] bytes) throws StorageException {
        Node node = volume.open(path, how);
        boolean whole = false;
        try {
            node.write(ByteBuffer.wrap(bytes), 0);
            whole = true;
        } finally {
            if (!whole) {
                node.abort();
            }
            node.close();
        }
    }

    private void replaceInSteps(Volume volume, Spot spot, byte[] bytes) throws StorageException {
        delete(volume, spot.successor());
        Set<Open.Access> access = EnumSet.of(Open.Access.WRITE, Open.Access.DELETE);
        Open how = new Open(access, Open.Disposition.CREATE, Open.Kind.FILE, Links.ITSELF);
        try (Node node = volume.open(spot.successor(), how)) {
            node.write(ByteBuffer.wrap(bytes), 0);
            node.sync();
        }
        try (Node node = volume.open(spot.successor(), Open.delete())) {
            node.rename(spot.record(), true);
        }
    }

    /** Makes a folder and its parents; what is there already stays. */
    void make(Volume volume, VPath folder) throws StorageException {
        try {
            refusingLinks(() -> {
                makeOne(volume, folder);
                return null;
            });
        } catch (StorageException e) {
            if (e.reason() != Reason.PARENT_NOT_FOUND || folder.isRoot()) {
                throw e;
            }
            make(volume, folder.parent());
            makeOne(volume, folder);
        }
    }

    private static void makeOne(Volume volume, VPath folder) throws StorageException {
        Set<Open.Access> access = EnumSet.of(Open.Access.READ, Open.Access.ATTRIBUTES);
        Open how = new Open(access, Open.Disposition.CREATE, Open.Kind.DIRECTORY, Links.ITSELF);
        try (Node made = volume.open(folder, how)) {
            if (folder.parent().isRoot()) {
                closeToOthers(made);
            }
        } catch (StorageException e) {
            if (e.reason() != Reason.EXISTS) {
                throw e;
            }
        }
    }

    /** What is in there may be secret in the owner's place. */
    private static void closeToOthers(Node folder) throws StorageException {
        try {
            folder.change(AttributeChanges.mode(0700));
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_SUPPORTED) {
                throw e;
            }
        }
    }

    /** Deletes a file or an empty folder; what is not there need not be. */
    void delete(Volume volume, VPath path) throws StorageException {
        found(() -> {
            try (Node node = volume.open(path, Open.delete())) {
                node.delete();
            }
            return null;
        });
    }

    /** Deletes a folder and all below it. */
    void deleteTree(Volume volume, VPath folder) throws StorageException {
        for (Entry entry : list(volume, folder, Integer.MAX_VALUE)) {
            VPath child = folder.child(entry.name());
            if (entry.attributes().kind() == Attributes.Kind.DIRECTORY) {
                deleteTree(volume, child);
            } else {
                delete(volume, child);
            }
        }
        delete(volume, folder);
    }

    /** Moves a folder. */
    void move(Volume volume, VPath from, VPath to) throws StorageException {
        inFolder(volume, to.parent(), () -> {
            try (Node node = volume.open(from, Open.delete(Open.Kind.DIRECTORY))) {
                node.rename(to, false);
            }
            return null;
        });
    }

    /** The entries of a folder, none if it is not there, at most {@code most} and a few more. */
    List<Entry> list(Volume volume, VPath folder, int most) throws StorageException {
        List<Entry> all = new ArrayList<>();
        found(() -> {
            try (Node node = volume.open(folder, Open.list())) {
                for (List<Entry> page = node.next(PAGE);
                        !page.isEmpty() && all.size() <= most;
                        page = node.next(PAGE)) {
                    all.addAll(page);
                }
            }
            return null;
        });
        return all;
    }
}
