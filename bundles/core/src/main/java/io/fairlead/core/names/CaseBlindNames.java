// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.layer.LayerNode;
import io.fairlead.core.layer.LayerVolume;
import java.util.List;

/**
 * Names of one storage without regard to case. An exact name costs nothing but, where it is about to be made, one look
 * whether it is there. Paths that come out of here are spelled as the storage has them, so that two spellings of one file
 * meet in the Export's tables. All case-blind Exports of a storage share one of these.
 */
public final class CaseBlindNames implements Names, AutoCloseable {
    private final FolderIndexes indexes;
    private final Spellings spellings = new Spellings();
    private Watch.Subscription following; // guarded by this
    private final ThreadLocal<Spellings.Spelling> making = new ThreadLocal<>(); // during the call that make() makes

    public CaseBlindNames(Storage storage) {
        this(new FolderIndexes(storage, FolderIndexes.MOST_NAMES));
    }

    CaseBlindNames(FolderIndexes indexes) {
        this.indexes = indexes;
    }

    /** To be told of each change made by an Export of the storage, before the call that made it ends. Does not block. */
    public void changed(Change change) {
        indexes.changed(change);
    }

    @Override
    public <T> T find(Volume volume, VPath path, Call<T> call) throws StorageException {
        try {
            return call.at(path);
        } catch (StorageException e) {
            boolean absent = e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PARENT_NOT_FOUND;
            VPath there = absent && !path.isRoot() ? otherSpelling(volume, path) : path;
            if (there.equals(path)) {
                throw e;
            }
            return call.at(there);
        }
    }

    /** Of a path that is not there as it is spelled. */
    private VPath otherSpelling(Volume volume, VPath path) throws StorageException {
        Found folder = spell(volume, path.parent());
        if (!folder.isFolder()) {
            return path.rebase(path.parent(), folder.path);
        }
        boolean asAsked = folder.path.equals(path.parent());
        return asAsked
                ? otherChild(volume, folder, path.name(), null).path
                : child(volume, folder, path.name(), null).path;
    }

    @Override
    public <T> T make(Volume volume, VPath path, VPath self, Call<T> call) throws StorageException {
        if (path.isRoot()) {
            return call.at(path);
        }
        Found folder = spell(volume, path.parent());
        if (!folder.isFolder()) {
            return call.at(path.rebase(path.parent(), folder.path)); // which is refused, or meets a link
        }
        String name = path.name();
        try (Spellings.Spelling spelling =
                spellings.hold(folder.attributes.id(), name, () -> spelling(volume, folder, name, self))) {
            making.set(spelling);
            return call.at(folder.path.child(spelling.name()));
        } finally {
            making.remove();
        }
    }

    /** How a name in a folder is spelled if it is there, else as asked for. */
    private String spelling(Volume volume, Found folder, String name, VPath self) throws StorageException {
        return indexes.hasNoOther(folder.path, folder.attributes, name)
                ? name
                : child(volume, folder, name, self).path.name();
    }

    /**
     * A path as the storage spells it, as far as it is there and up to the first link.
     *
     * @param attributes null if it is not there
     */
    private record Found(VPath path, Attributes attributes) {
        boolean isFolder() {
            return attributes != null && attributes.isDirectory();
        }
    }

    private Found spell(Volume volume, VPath path) throws StorageException {
        Attributes asAsked = look(volume, path);
        if (asAsked != null || path.isRoot()) {
            return new Found(path, asAsked);
        }
        List<String> names = path.names();
        Found at = new Found(VPath.ROOT, look(volume, VPath.ROOT));
        for (int i = 0; i < names.size(); i++) {
            if (!at.isFolder()) {
                return new Found(path.rebase(VPath.ofNames(names.subList(0, i)), at.path), null);
            }
            at = child(volume, at, names.get(i), null);
        }
        return at;
    }

    /** @param self not to be taken for another file of that name */
    private Found child(Volume volume, Found folder, String name, VPath self) throws StorageException {
        VPath exact = folder.path.child(name);
        Attributes there = look(volume, exact);
        return there == null ? otherChild(volume, folder, name, self) : new Found(exact, there);
    }

    private Found otherChild(Volume volume, Found folder, String name, VPath self) throws StorageException {
        for (String other : indexes.spellings(volume, folder.path, folder.attributes, name)) {
            VPath path = folder.path.child(other);
            Attributes there = path.equals(self) ? null : look(volume, path);
            if (there != null) {
                return new Found(path, there);
            }
        }
        return new Found(folder.path.child(name), null);
    }

    /** What is there, a link itself; null if nothing is, or nothing that can be reached without a link. */
    private static Attributes look(Volume volume, VPath path) throws StorageException {
        try {
            return volume.attributes(path, Links.ITSELF);
        } catch (LinkEncountered link) {
            return null;
        } catch (StorageException e) {
            return switch (e.reason()) {
                case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY, NAME_INVALID, ACCESS_DENIED -> null;
                default -> throw e;
            };
        }
    }

    @Override
    public Volume holding(Volume volume) {
        return new Holding(volume);
    }

    private final class Holding extends LayerVolume {
        Holding(Volume below) {
            super(below);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            Node node = delegate.open(path, how);
            Spellings.Spelling spelling = how.disposition() == Open.Disposition.REPLACE ? making.get() : null;
            Spellings.Spelling kept = spelling == null ? null : spelling.again();
            return kept == null ? node : new Upload(node, kept, path);
        }
    }

    /** An upload, whose name is made when it closes. */
    private final class Upload extends LayerNode {
        private final Spellings.Spelling spelling;
        private final VPath path; // where it began; its folder may have been renamed since

        Upload(Node below, Spellings.Spelling spelling, VPath path) {
            super(below);
            this.spelling = spelling;
            this.path = path;
        }

        @Override
        public void close() throws StorageException {
            try (spelling) {
                delegate.close();
                indexes.changed(Change.of(Change.Type.CREATED, path)); // before others may choose a spelling
            }
        }
    }

    /** For tests. */
    boolean isIdle() {
        return spellings.isEmpty();
    }

    /** Takes over the subscription by which {@link #changed} is told; closing this ends it. */
    public synchronized void follow(Watch.Subscription subscription) {
        following = subscription;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (following != null) {
                following.close();
            }
        }
        indexes.close();
    }
}
