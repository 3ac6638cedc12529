// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.List;

/** A node of a mounted storage. A folder above mount points lists what the storage has, then what mounts hold there. */
final class MountNode extends ForwardingNode {
    private final MountVolume volume;
    private final MountTable.Mount mount;
    private final VPath path; // when it was opened; what a mount holds in place keeps it
    private final PinnedCursor pinned;

    MountNode(Node delegate, MountVolume volume, MountTable.Mount mount, VPath path) {
        super(delegate);
        this.volume = volume;
        this.mount = mount;
        this.path = path;
        pinned = new PinnedCursor(volume, path);
    }

    @Override
    public NodeId id() {
        return mount.global(delegate.id());
    }

    @Override
    public Attributes attributes() throws StorageException {
        return mount.global(delegate.attributes());
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        List<Entry> page = delegate.next(max);
        while (!page.isEmpty()) {
            List<Entry> seen = page.stream()
                    .filter(entry -> !pinned.has(entry.name()))
                    .map(entry -> new Entry(entry.name(), mount.global(entry.attributes())))
                    .toList();
            if (!seen.isEmpty()) {
                return seen;
            }
            page = delegate.next(max);
        }
        return pinned.next(max);
    }

    @Override
    public void rewind() throws StorageException {
        delegate.rewind();
        pinned.rewind();
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        checkNotPinned();
        volume.following(target, true, place -> {
            if (place.bare() || volume.table().isPinned(place.path())) {
                throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
            }
            if (!place.mount().equals(mount)) {
                throw new StorageException(Reason.NOT_SUPPORTED, "to another storage: " + target);
            }
            delegate.rename(place.local(), replace);
            return null;
        });
    }

    @Override
    public void delete() throws StorageException {
        checkNotPinned();
        delegate.delete();
    }

    private void checkNotPinned() throws StorageException {
        if (volume.table().isPinned(path)) {
            delegate.attributes(); // a closed node is STALE
            throw new StorageException(Reason.ACCESS_DENIED, "a mount point is at or below " + path);
        }
    }
}
