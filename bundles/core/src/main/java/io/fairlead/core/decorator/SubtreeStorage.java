// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.util.Optional;
import java.util.Set;

/**
 * One directory of a storage as a storage of its own: nothing outside can be named. A symbolic link is still followed by
 * the storage below as far as that storage goes, so whoever can make links there can lead out of the subtree; the
 * {@code Symlinks} extension is therefore not passed on. Thread-safe.
 */
public final class SubtreeStorage implements Storage {
    private final Storage delegate;
    private final VPath base;

    /**
     * A view of {@code base}.
     *
     * @param base a directory of {@code delegate}; {@link #mount} is {@link Reason#NOT_FOUND} while it is missing
     */
    public SubtreeStorage(Storage delegate, VPath base) {
        this.delegate = delegate;
        this.base = base;
    }

    @Override
    public Set<Feature> features() {
        return delegate.features();
    }

    /**
     * As {@link Storage#mount}.
     *
     * @throws StorageException besides, {@link Reason#NOT_FOUND} or {@link Reason#NOT_DIRECTORY} if the base is not there
     */
    @Override
    public Volume mount(Identity user) throws StorageException {
        Volume volume = delegate.mount(user);
        try {
            checkBase(volume);
            return new SubtreeVolume(volume, base);
        } catch (StorageException e) {
            volume.close();
            throw e;
        }
    }

    private void checkBase(Volume volume) throws StorageException {
        Attributes attributes;
        try {
            attributes = volume.attributes(base);
        } catch (StorageException e) {
            if (e.reason() == Reason.PARENT_NOT_FOUND) {
                throw new StorageException(Reason.NOT_FOUND, base.toString(), e);
            }
            throw e;
        }
        if (!attributes.isDirectory()) {
            throw new StorageException(Reason.NOT_DIRECTORY, base);
        }
    }

    private static final class SubtreeVolume extends ForwardingVolume {
        private final VPath base;

        SubtreeVolume(Volume delegate, VPath base) {
            super(delegate);
            this.base = base;
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            return delegate.attributes(below(path));
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            return new SubtreeNode(delegate.open(below(path), how), this, path.isRoot());
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return delegate.extension(type).flatMap(found -> Optional.ofNullable(type.cast(wrap(type, found))));
        }

        private Object wrap(Class<?> type, Object found) {
            if (type == Watch.class) {
                return new SubtreeWatch((Watch) found, base);
            } else if (type == Xattrs.class) {
                return new NodeExtensions.InnerXattrs((Xattrs) found, SubtreeNode::inner);
            } else if (type == ServerCopy.class) {
                return new NodeExtensions.InnerCopy((ServerCopy) found, SubtreeNode::inner);
            } else if (type == Streams.class) {
                return new NodeExtensions.InnerStreams((Streams) found, SubtreeNode::inner, base);
            }
            return null;
        }

        private VPath below(VPath path) {
            return path.rebase(VPath.ROOT, base);
        }
    }

    private static final class SubtreeNode extends ForwardingNode {
        private final SubtreeVolume volume;
        private final boolean root;

        SubtreeNode(Node delegate, SubtreeVolume volume, boolean root) {
            super(delegate);
            this.volume = volume;
            this.root = root;
        }

        static Node inner(Node node) {
            return node instanceof SubtreeNode wrapped ? wrapped.delegate : node;
        }

        @Override
        public void rename(VPath target, boolean replace) throws StorageException {
            checkNotRoot();
            if (target.isRoot()) {
                throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
            }
            delegate.rename(volume.below(target), replace);
        }

        @Override
        public void delete() throws StorageException {
            checkNotRoot();
            delegate.delete();
        }

        private void checkNotRoot() throws StorageException {
            if (root) {
                delegate.attributes(); // a closed node is STALE
                throw new StorageException(Reason.ACCESS_DENIED, VPath.ROOT);
            }
        }
    }
}
