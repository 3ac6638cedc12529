// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Streams as files in the hidden folder. A stream's file is made before its name is in the owner's record, and deleted
 * after: what a crash leaves is a file without a name, which is swept.
 */
final class OwnStreams implements Streams {
    private final SupplementedVolume volume;

    OwnStreams(SupplementedVolume volume) {
        this.volume = volume;
    }

    @Override
    public List<Entry> list(Node owner) throws StorageException {
        SupplementedNode mine = mine(owner);
        Attributes told = mine.attributes();
        Spot spot = spot(mine);
        List<Entry> all = new ArrayList<>();
        for (Map.Entry<String, Integer> stream : mine.record().streams().entrySet()) {
            Attributes raw = volume.look(spot.stream(stream.getValue()), Links.ITSELF);
            if (raw != null) {
                all.add(new Entry(stream.getKey(), StreamNode.of(told, raw)));
            }
        }
        return all;
    }

    @Override
    public Node open(Node owner, String stream, Open how) throws StorageException {
        Streams.checkName(stream);
        SupplementedNode mine = mine(owner);
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, "a stream");
        }
        if (how.disposition() == Open.Disposition.REPLACE) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a stream can't be replaced");
        }
        SupplementedNode again = again(mine, how.access());
        boolean opened = false;
        try {
            Node node = open(again, stream, how);
            opened = true;
            return node;
        } finally {
            if (!opened) {
                again.close();
            }
        }
    }

    private Node open(SupplementedNode owner, String stream, Open how) throws StorageException {
        Integer number = owner.record().streams().get(stream);
        Node[] made = new Node[1];
        if (number == null) {
            if (how.disposition() == Open.Disposition.OPEN) {
                throw new StorageException(Reason.NOT_FOUND, "stream " + stream);
            }
            number = make(owner, stream, how, made);
        }
        if (made[0] == null && how.disposition() == Open.Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, "stream " + stream);
        }
        Node content = made[0] == null ? content(spot(owner).stream(number), how, Open.Disposition.OPEN) : made[0];
        int file = number;
        StreamNode opened =
                new StreamNode(volume, content, owner, how, () -> owner.update(record -> without(record, file)));
        volume.add(opened);
        return opened;
    }

    /**
     * The same file, opened once more, to change its attributes if {@code access} has that.
     *
     * @throws StorageException {@link Reason#STALE} if it has no name any more, or not the one that is known
     */
    private SupplementedNode again(SupplementedNode owner, Set<Open.Access> access) throws StorageException {
        Attributes told = owner.attributes(); // refused if the owner is closed
        Set<Open.Access> asked = EnumSet.noneOf(Open.Access.class);
        if (access.contains(Open.Access.ATTRIBUTES)) {
            asked.add(Open.Access.ATTRIBUTES);
        }
        VPath name = owner.path();
        SupplementedNode again = null;
        try {
            if (!owner.isLost()) {
                again = volume.openSame(name, new Open(asked, Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF));
            }
        } catch (StorageException e) {
            if (!HiddenFiles.isAbsent(e.reason())) {
                throw e;
            }
        }
        boolean same = again != null
                && (volume.supplement().byPath != null || again.id().equals(told.id()));
        if (same) {
            return again;
        }
        if (again != null) {
            again.close();
        }
        throw new StorageException(Reason.STALE, name);
    }

    /** Makes a stream, unless somebody else has by now. */
    private int make(SupplementedNode owner, String stream, Open how, Node[] made) throws StorageException {
        boolean kept = false;
        try {
            OwnerRecord after = owner.update(record -> {
                Integer known = record.streams().get(stream);
                if (known != null) {
                    return record;
                }
                if (record.streams().size() >= MOST) {
                    throw new StorageException(Reason.TOO_MANY, record.streams().size() + " streams");
                }
                int number = record.nextStream();
                discard(made); // of a name that the owner has no more
                while (made[0] == null) {
                    made[0] = create(spot(owner).stream(number), how);
                    number++;
                }
                Map<String, Integer> all = OwnerRecord.caseless(record.streams());
                all.put(stream, number - 1);
                return record.withStreams(all, number);
            });
            kept = true;
            return after.streams().get(stream);
        } finally {
            if (!kept) {
                discard(made);
            }
        }
    }

    private Node create(VPath file, Open how) throws StorageException {
        try {
            return content(file, how, Open.Disposition.CREATE);
        } catch (StorageException e) {
            if (e.reason() == Reason.EXISTS) {
                return null; // left by a crash
            }
            throw e;
        }
    }

    private Node content(VPath file, Open how, Open.Disposition disposition) throws StorageException {
        Open content = new Open(how.access(), disposition, Open.Kind.FILE, Links.FOLLOW);
        if (disposition == Open.Disposition.OPEN) {
            return HiddenFiles.refusingLinks(() -> volume.below().open(file, content));
        }
        return volume.supplement().files.inFolder(volume.below(), file.parent(), () -> volume.below()
                .open(file, content));
    }

    private static void discard(Node[] made) {
        if (made[0] != null) {
            try (Node node = made[0]) {
                made[0] = null;
                node.delete();
            } catch (StorageException e) {
                return; // not opened to delete: it has no name, and is swept
            }
        }
    }

    private static OwnerRecord without(OwnerRecord record, int file) throws StorageException {
        Map<String, Integer> all = OwnerRecord.caseless(record.streams());
        if (!all.values().remove(file)) {
            throw new StorageException(Reason.STALE, "the stream was deleted");
        }
        return record.withStreams(all, record.nextStream());
    }

    @Override
    public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
        Streams.checkName(to);
        SupplementedNode mine = mine(owner);
        Integer[] replaced = new Integer[1];
        mine.update(record -> {
            Map<String, Integer> all = OwnerRecord.caseless(record.streams());
            Integer number = all.remove(from);
            if (number == null) {
                throw new StorageException(Reason.NOT_FOUND, "stream " + from);
            }
            replaced[0] = all.remove(to);
            if (replaced[0] != null && !replace) {
                throw new StorageException(Reason.EXISTS, "stream " + to);
            }
            all.put(to, number);
            return record.withStreams(all, record.nextStream());
        });
        if (replaced[0] != null) {
            volume.supplement().files.delete(volume.below(), spot(mine).stream(replaced[0]));
        }
    }

    private Spot spot(SupplementedNode owner) throws StorageException {
        return volume.supplement().records.keeping().spot(owner.owner());
    }

    private static SupplementedNode mine(Node owner) throws StorageException {
        if (owner instanceof SupplementedNode mine && !(owner instanceof SupplementedUpload)) {
            return mine;
        }
        throw new StorageException(Reason.NOT_SUPPORTED, "has no streams"); // an upload: it has no name yet
    }
}
