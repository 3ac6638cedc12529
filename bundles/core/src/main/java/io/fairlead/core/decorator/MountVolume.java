// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.link.LinkResolution;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One user's view of a mount table. Links are followed here, since they may lead over a mount point. */
final class MountVolume implements Volume {
    private final MountTable table;
    private final Identity user;
    private final LinkResolution links;
    private final Instant mounted = Instant.now();
    private final Map<MountTable.Mount, Mounted> volumes = new ConcurrentHashMap<>();
    private final Set<FolderNode> folders = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MountVolume(MountTable table, Identity user, LinkPolicy policy) {
        this.table = table;
        this.user = user;
        links = new LinkResolution(VPath.ROOT, policy);
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links last) throws StorageException {
        checkOpen();
        return following(
                path,
                false,
                place -> place.bare()
                        ? folder(place.path())
                        : place.mount().global(place.volume().attributes(place.local(), last)));
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        checkOpen();
        boolean mayMake = how.disposition() != Open.Disposition.OPEN;
        return following(
                path,
                mayMake,
                place -> place.bare()
                        ? openFolder(place.path(), how)
                        : new MountNode(place.volume().open(place.local(), how), this, place.mount(), place.path()));
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        boolean offered = type == Symlinks.class && table.features().contains(Storage.Feature.SYMLINKS);
        return offered ? Optional.of(type.cast(new MountLinks(this))) : Optional.empty();
    }

    /**
     * A path of the table, and where it is.
     *
     * @param mount null for a bare folder
     * @param volume null for a bare folder
     * @param local null for a bare folder
     */
    record Found(VPath path, MountTable.Mount mount, Volume volume, VPath local) {
        boolean bare() {
            return mount == null;
        }
    }

    /** What is done at a place. */
    interface Call<T> {
        T at(Found place) throws StorageException;
    }

    /** Makes a call where a path leads, all links followed that the storages stop at. */
    <T> T following(VPath path, boolean mayMake, Call<T> call) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            Found found = find(at, mayMake);
            try {
                return call.at(found);
            } catch (LinkEncountered met) {
                MountTable.Mount mount = found.mount();
                at = links.next(
                        new LinkEncountered(
                                mount.global(met.link()), met.target().map(mount::global), met.remaining()),
                        path,
                        followed);
            }
        }
    }

    private Found find(VPath path, boolean mayMake) throws StorageException {
        if (isBare(path)) {
            return new Found(path, null, null, null);
        }
        MountTable.Place place = placeOf(path, mayMake);
        return new Found(path, place.mount(), volume(place.mount()), place.path());
    }

    @Override
    public Space space() throws StorageException {
        checkOpen();
        return table.root() == null ? Space.UNKNOWN : volume(table.root()).space();
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        folders.forEach(FolderNode::close);
        StorageException failure = null;
        for (Mounted mounted : volumes.values()) {
            try {
                mounted.close();
            } catch (StorageException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    MountTable table() {
        return table;
    }

    void forget(FolderNode folder) {
        folders.remove(folder);
    }

    /** What a listing tells of a name that a mount holds in place; it shows even while its storage can't be asked. */
    Attributes pinned(VPath path) throws StorageException {
        try {
            return attributes(path);
        } catch (StorageException e) {
            checkOpen();
            return folder(path);
        }
    }

    /**
     * The storage that has the path, or would have it.
     *
     * @throws StorageException if none has: {@link Reason#NOT_FOUND}, {@link Reason#PARENT_NOT_FOUND}, or
     *     {@link Reason#READ_ONLY} to make something in a folder that is there for mount points only
     */
    MountTable.Place placeOf(VPath path, boolean toCreate) throws StorageException {
        VPath folder = path.parent();
        while (!table.isPinned(folder)) {
            folder = folder.parent();
        }
        if (!table.isMountPoint(path) && isBare(folder)) {
            boolean parentIsThere = folder.equals(path.parent());
            Reason absent = parentIsThere ? Reason.NOT_FOUND : Reason.PARENT_NOT_FOUND;
            throw new StorageException(parentIsThere && toCreate ? Reason.READ_ONLY : absent, path);
        }
        return table.placeOf(path);
    }

    /** Whether it is a folder that no storage has, there for the mount points below it. */
    private boolean isBare(VPath path) throws StorageException {
        if (table.isMountPoint(path) || !table.isPinned(path)) {
            return false;
        }
        MountTable.Place place = table.placeOf(path);
        try {
            return place == null
                    || !volume(place.mount())
                            .attributes(place.path(), Links.ITSELF)
                            .isDirectory();
        } catch (LinkEncountered link) {
            return true; // it is hidden by what is mounted below
        } catch (StorageException e) {
            return switch (e.reason()) {
                case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY -> true;
                default -> throw e;
            };
        }
    }

    private Attributes folder(VPath path) {
        return Attributes.of(NodeId.ofPath(path), Attributes.Kind.DIRECTORY, 0, mounted);
    }

    private Node openFolder(VPath path, Open how) throws StorageException {
        if (how.disposition() == Open.Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, path);
        }
        if (how.kind() == Open.Kind.FILE) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        FolderNode node = new FolderNode(this, path, folder(path), how.access());
        folders.add(node);
        if (closed) { // meanwhile, and it may have missed this node
            node.close();
            checkOpen();
        }
        return node;
    }

    private Volume volume(MountTable.Mount mount) throws StorageException {
        return volumes.computeIfAbsent(mount, Mounted::new).volume();
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }

    /** A storage's volume, mounted when it is asked for. Its lock is held meanwhile, which may take a remote end's time. */
    private final class Mounted {
        private final MountTable.Mount mount;
        private final ReentrantLock lock = new ReentrantLock();
        private Volume volume;

        Mounted(MountTable.Mount mount) {
            this.mount = mount;
        }

        Volume volume() throws StorageException {
            lock.lock();
            try {
                checkOpen();
                if (volume == null) {
                    volume = mount.storage().mount(user, LinkPolicy.STOP);
                }
                return volume;
            } finally {
                lock.unlock();
            }
        }

        void close() throws StorageException {
            lock.lock();
            try {
                if (volume != null) {
                    volume.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
