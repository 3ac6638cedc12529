// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.InvalidDescriptorException;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors of one storage: each is an extended attribute of its file, {@link Xattrs#SECURITY}, so that it goes
 * where the file goes. The root has one more that tells that there are any; as long as it is not there nothing is looked up.
 * Thread-safe.
 */
public final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);
    private static final byte[] USED = {'1'};
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5); // others may have set the first one

    /** Nobody may anything, but an administrator. */
    private static final SecurityDescriptor CLOSED = SecurityDescriptor.of(null, null, Acl.of());

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock changing = new ReentrantLock(); // taken before the other one
    private volatile boolean used; // for good
    private volatile long looked; // when, by System.nanoTime; 0 before the first look

    /**
     * Whether any file has one.
     *
     * @throws StorageException if the root can't be read: then it is not known whether somebody is kept out
     */
    public boolean areUsed(Volume volume) throws StorageException {
        if (used || looked != 0 && System.nanoTime() - looked < LOOK_AGAIN_NANOS) {
            return used;
        }
        lock.lock();
        try {
            if (!used) {
                long now = System.nanoTime();
                used = look(volume);
                looked = now == 0 ? 1 : now;
            }
            return used;
        } finally {
            lock.unlock();
        }
    }

    private static boolean look(Volume volume) throws StorageException {
        Optional<Xattrs> xattrs = volume.extension(Xattrs.class);
        if (xattrs.isEmpty()) {
            return false;
        }
        Node root = at(volume, VPath.ROOT, Set.of());
        try {
            return xattrs.get().get(root, Xattrs.SECURITY_USED) != null;
        } finally {
            end(root);
        }
    }

    /** Nothing was changed by it: whatever a storage says to its end, what was asked is known. */
    private static void end(Node looked) {
        try {
            looked.close();
        } catch (StorageException | RuntimeException e) {
            LOG.debug("closing what was looked at", e);
        }
    }

    private static Node at(Volume volume, VPath path, Set<Open.Access> access) throws StorageException {
        return volume.open(path, new Open(access, Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF));
    }

    /** A change of a descriptor, from what it is. */
    public interface Changing {
        void run() throws StorageException;
    }

    /** Runs one such change at a time, so that none is lost. */
    public void changing(Changing change) throws StorageException {
        changing.lock();
        try {
            change.run();
        } finally {
            changing.unlock();
        }
    }

    /** The descriptor of an open file; null if it has none. One that can't be read lets nobody in. */
    public SecurityDescriptor of(Volume volume, Node file) throws StorageException {
        if (!areUsed(volume) || !mayHaveOne(file)) {
            return null;
        }
        byte[] bytes = volume.extension(Xattrs.class).isEmpty()
                ? null
                : volume.extension(Xattrs.class).get().get(file, Xattrs.SECURITY);
        if (bytes == null) {
            return null;
        }
        try {
            return SecurityDescriptor.decode(bytes);
        } catch (InvalidDescriptorException e) {
            LOG.warn("The security descriptor of file {} is damaged: {}", file.id(), e.getMessage());
            return CLOSED;
        }
    }

    /** Links, and what is no file at all, have none. */
    private static boolean mayHaveOne(Node file) throws StorageException {
        Attributes.Kind kind = file.kind();
        return kind == Attributes.Kind.FILE || kind == Attributes.Kind.DIRECTORY;
    }

    /** As {@link #of(Volume, Node)}, of what is at a path; a link stands for itself. */
    public SecurityDescriptor of(Volume volume, VPath path) throws StorageException {
        if (!areUsed(volume)) {
            return null;
        }
        Node node = at(volume, path, Set.of());
        try {
            return of(volume, node);
        } finally {
            end(node);
        }
    }

    /**
     * Gives a file a descriptor.
     *
     * @param file opened with access {@code ATTRIBUTES} or {@code WRITE}
     * @throws StorageException {@code NOT_SUPPORTED} if the storage has no extended attributes; {@code NO_SPACE}
     */
    public void set(Volume volume, Node file, SecurityDescriptor descriptor) throws StorageException {
        Xattrs xattrs = volume.extension(Xattrs.class)
                .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, "the storage keeps no descriptors"));
        byte[] bytes = descriptor.encode();
        if (bytes.length > SecurityDescriptor.LARGEST_BYTES) {
            throw new StorageException(Reason.NO_SPACE, "security descriptor of " + bytes.length + " bytes");
        }
        mark(volume, xattrs);
        xattrs.set(file, Map.of(Xattrs.SECURITY, bytes));
    }

    private void mark(Volume volume, Xattrs xattrs) throws StorageException {
        if (areUsed(volume)) {
            return;
        }
        lock.lock();
        try (Node root = at(volume, VPath.ROOT, Set.of(Open.Access.ATTRIBUTES))) {
            xattrs.set(root, Map.of(Xattrs.SECURITY_USED, USED));
            used = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a file's descriptor grants, and what that of its directory does ([MS-FSA] 2.1.5.1.2.1): who may delete what is in
     * there needs no right to delete it, and who may list it sees attributes.
     *
     * @param descriptor null if it has none
     * @param path of the file
     */
    public int granted(Volume volume, SecurityDescriptor descriptor, VPath path, Token token) throws StorageException {
        if (descriptor == null) {
            return FileAccess.ALL | (token.isAdministrator() ? FileAccess.SYSTEM_SECURITY : 0);
        }
        int granted = AccessCheck.granted(descriptor, token);
        int fromParent = FileAccess.DELETE | FileAccess.READ_ATTRIBUTES;
        if ((granted & fromParent) == fromParent || path.isRoot()) {
            return granted;
        }
        int parent = ofDirectory(volume, path, token);
        granted |= (parent & FileAccess.DELETE_CHILD) != 0 ? FileAccess.DELETE : 0;
        granted |= (parent & FileAccess.READ_DATA) != 0 ? FileAccess.READ_ATTRIBUTES : 0;
        return granted;
    }

    /**
     * The descriptor of the directory that a path is in.
     *
     * @throws LinkEncountered if that is reached by a link: for the whole path, as the path itself would meet it
     */
    private SecurityDescriptor ofParent(Volume volume, VPath path) throws StorageException {
        if (path.isRoot() || !areUsed(volume)) {
            return null;
        }
        Open look = new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, Links.FOLLOW);
        try {
            Node directory = volume.open(path.parent(), look);
            try {
                return of(volume, directory);
            } finally {
                end(directory);
            }
        } catch (LinkEncountered met) {
            List<String> rest = new ArrayList<>(met.remaining());
            rest.add(path.name());
            throw new LinkEncountered(met.link(), met.target(), rest);
        }
    }

    private int ofDirectory(Volume volume, VPath path, Token token) throws StorageException {
        SecurityDescriptor descriptor = ofParent(volume, path);
        return descriptor == null ? FileAccess.ALL : AccessCheck.granted(descriptor, token);
    }

    /** Whether the descriptor of a file grants all that reading takes, without that of its directory. */
    public boolean isReadable(Volume volume, VPath path, Token token) throws StorageException {
        SecurityDescriptor descriptor = of(volume, path);
        return descriptor == null || (AccessCheck.granted(descriptor, token) & FileAccess.READ) == FileAccess.READ;
    }

    /** What somebody may do in a directory. */
    public boolean mayMake(Volume volume, VPath path, boolean directory, Token token) throws StorageException {
        int needed = directory ? FileAccess.APPEND_DATA : FileAccess.WRITE_DATA;
        return !areUsed(volume) || path.isRoot() || (ofDirectory(volume, path, token) & needed) != 0;
    }

    /**
     * The descriptor of something new at a path; null for none.
     *
     * @param asked by who makes it; null for nothing
     */
    public SecurityDescriptor inherited(
            Volume volume, VPath path, boolean directory, SecurityDescriptor asked, Token maker)
            throws StorageException {
        return Inheritance.of(ofParent(volume, path), asked, maker, directory);
    }

    /** What is told of a file without one. It belongs to who asks, until somebody sets one. */
    public static SecurityDescriptor open(Token asker, boolean directory) {
        return SecurityDescriptor.of(asker.user(), Sid.USERS, Inheritance.open(directory));
    }
}
