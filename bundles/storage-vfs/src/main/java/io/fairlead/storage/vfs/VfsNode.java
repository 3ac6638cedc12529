// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/**
 * An open file or folder. Commons VFS knows no such thing: it is the path, followed through renames by this volume. Each
 * node's calls run one after the other.
 */
abstract class VfsNode implements Node {
    final VfsVolume volume;
    final ReentrantLock lock = new ReentrantLock();
    private final NodeId id;
    private final Open how;
    private final boolean created;
    private volatile VPath path;
    private volatile boolean deleted;
    private final AtomicBoolean closed = new AtomicBoolean();

    VfsNode(VfsVolume volume, VPath path, Open how, boolean created) {
        this.volume = volume;
        this.id = NodeId.ofPath(path);
        this.path = path;
        this.how = how;
        this.created = created;
    }

    final VPath path() {
        return path;
    }

    void renamed(VPath from, VPath to) {
        if (path.startsWith(from)) {
            path = path.rebase(from, to);
        }
    }

    void deleted(VPath gone) {
        deleted |= path.equals(gone);
    }

    final boolean has(Access wanted) {
        return how.access().contains(wanted);
    }

    final void require(Access wanted) throws StorageException {
        requireOpen();
        if (!has(wanted)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " was not opened for " + wanted);
        }
    }

    final void requireOpen() throws StorageException {
        volume.requireOpen();
        if (closed.get() || deleted) {
            throw new StorageException(Reason.STALE, path + (closed.get() ? " was closed" : " was deleted"));
        }
    }

    /** Whether it was closed by this call. */
    final boolean markClosed() {
        boolean first = closed.compareAndSet(false, true);
        volume.forget(this);
        return first;
    }

    @Override
    public final NodeId id() {
        return id;
    }

    @Override
    public final boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        Attributes now = volume.tree().attributes(path, how.links());
        return path.isRoot() || now.id().equals(id) ? now : withId(now);
    }

    /** An id is fixed for a node's life, and made of the path; a rename of it gives the path another. */
    private Attributes withId(Attributes now) {
        return now.isLink() ? now : Attributes.of(id, now.kind(), now.size(), now.modified());
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        require(Access.ATTRIBUTES);
        Instant modified = modifiedOnly(changes);
        if (modified != null) {
            setModified(path, modified);
        }
    }

    /** The one attribute that can be set; null for none. */
    final Instant modifiedOnly(AttributeChanges changes) throws StorageException {
        boolean others = changes.created() != null
                || changes.accessed() != null
                || changes.dosFlags() != null
                || changes.mode() != null;
        boolean folder = this instanceof VfsFolderNode;
        boolean able =
                volume.ability().has(folder ? Capability.SET_LAST_MODIFIED_FOLDER : Capability.SET_LAST_MODIFIED_FILE);
        if (others || (changes.modified() != null && !able)) {
            throw new StorageException(Reason.NOT_SUPPORTED, path + ": the provider does not keep " + changes);
        }
        return changes.modified();
    }

    /** Sets it, and looks whether it was kept: providers take times that they, or those below them, can't hold. */
    final void setModified(VPath of, Instant wanted) throws StorageException {
        FileObject file = volume.tree().file(of);
        try {
            long before = file.getContent().getLastModifiedTime();
            if (!sets(file, wanted.toEpochMilli()) || !isKept(of, wanted)) {
                sets(volume.tree().file(of), before);
                throw new StorageException(Reason.NOT_SUPPORTED, of + ": the time " + wanted + " is not kept");
            }
        } catch (FileSystemException | ArithmeticException e) {
            throw Failures.translated(e, of, Reason.NOT_SUPPORTED);
        }
    }

    private static boolean sets(FileObject file, long millis) throws FileSystemException {
        try {
            file.getContent().setLastModifiedTime(millis);
            return true;
        } catch (RuntimeException e) { // java.io.File refuses what is before 1970
            return false;
        }
    }

    private boolean isKept(VPath of, Instant wanted) throws FileSystemException, StorageException {
        long now = volume.tree().file(of).getContent().getLastModifiedTime();
        return Duration.between(Instant.ofEpochMilli(now), wanted).abs().compareTo(Duration.ofSeconds(1)) < 0;
    }

    @Override
    public void sync() throws StorageException {
        requireOpen(); // nothing to ask the other end for
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        require(Access.DELETE);
        VPath from = path;
        if (target.equals(from)) {
            return;
        }
        if (from.isRoot() || target.isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, from + " can't become " + target);
        }
        if (target.startsWith(from)) {
            Attributes here = attributes();
            throw new StorageException(
                    here.isDirectory() ? Reason.NAME_INVALID : Reason.NOT_DIRECTORY, from + " can't become " + target);
        }
        volume.rename(from, target, replace);
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        volume.delete(path);
    }
}
