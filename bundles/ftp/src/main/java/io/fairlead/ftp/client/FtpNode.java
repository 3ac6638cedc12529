// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open file or directory of a server, which knows no such thing: it is the path, followed through renames by this
 * storage's own volumes. Each node's calls run one after the other.
 */
abstract class FtpNode implements Node {
    final FtpVolume volume;
    final RemoteFiles files;
    final ReentrantLock lock = new ReentrantLock();
    private final NodeId id;
    private final Open how;
    private final Set<Access> access;
    private final boolean created;
    private volatile VPath path;
    private volatile boolean deleted;
    private final AtomicBoolean closed = new AtomicBoolean();

    FtpNode(FtpVolume volume, VPath path, Open how, boolean created) {
        this.volume = volume;
        this.files = volume.files();
        this.id = NodeId.ofPath(path);
        this.path = path;
        this.how = how;
        this.access = how.access();
        this.created = created;
    }

    final VPath path() {
        return path;
    }

    /** Follows a rename of it or of a directory above it. */
    void renamed(VPath from, VPath to) {
        if (path.startsWith(from)) {
            path = path.rebase(from, to);
        }
    }

    /** Marks it as gone. */
    final void deleted() {
        deleted = true;
    }

    final void require(Access wanted) throws StorageException {
        requireOpen();
        if (!access.contains(wanted)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " was not opened for " + wanted);
        }
    }

    final boolean has(Access wanted) {
        return access.contains(wanted);
    }

    final void requireOpen() throws StorageException {
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
        return how.links() == Links.ITSELF ? files.itself(path) : files.stat(path);
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        require(Access.ATTRIBUTES);
        Instant modified = modifiedOnly(changes);
        if (modified != null) {
            files.setModified(path, modified);
        }
    }

    /** The one attribute that can be set; null for none. */
    final Instant modifiedOnly(AttributeChanges changes) throws StorageException {
        boolean others = changes.created() != null
                || changes.accessed() != null
                || changes.dosFlags() != null
                || changes.mode() != null;
        boolean refused =
                changes.modified() != null && !files.exchange().traits().offers("MFMT");
        if (others || refused) {
            throw new StorageException(Reason.NOT_SUPPORTED, "the server does not keep it: " + changes);
        }
        return changes.modified();
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        require(Access.DELETE);
        VPath from = path;
        if (target.equals(from)) {
            return;
        }
        if (from.isRoot() || target.startsWith(from)) {
            throw new StorageException(
                    from.isRoot() ? Reason.ACCESS_DENIED : Reason.NAME_INVALID, from + " can't become " + target);
        }
        volume.rename(from, target, replace);
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        boolean directory = this instanceof FtpDirectoryNode;
        boolean maybeLink = how.links() == Links.ITSELF && how.kind() != Open.Kind.DIRECTORY;
        files.delete(path, directory, maybeLink);
        volume.deleted(path);
    }
}
