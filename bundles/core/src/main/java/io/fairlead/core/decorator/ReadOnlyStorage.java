// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A storage that takes no changes: whatever would make one is {@link Reason#READ_ONLY} when it is opened. Nodes are the
 * storage's own, opened for no more than reading, so that reading costs nothing extra. Thread-safe.
 */
public final class ReadOnlyStorage implements Storage {
    private final Storage delegate;
    private final Set<Feature> features;

    public ReadOnlyStorage(Storage delegate) {
        this.delegate = delegate;
        EnumSet<Feature> kept = EnumSet.noneOf(Feature.class);
        kept.addAll(delegate.features());
        kept.removeAll(EnumSet.of(
                Feature.WRITE, Feature.RANDOM_WRITE, Feature.ATOMIC_REPLACE, Feature.SET_MODIFIED, Feature.APPEND));
        features = Collections.unmodifiableSet(kept);
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new ReadOnlyVolume(delegate.mount(user, policy));
    }

    private static StorageException refused(Object what) {
        return new StorageException(Reason.READ_ONLY, what.toString());
    }

    private static final class ReadOnlyVolume extends ForwardingVolume {
        ReadOnlyVolume(Volume delegate) {
            super(delegate);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            if (how.changes()) {
                throw refused(path);
            }
            return delegate.open(path, how);
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return delegate.extension(type).flatMap(found -> Optional.ofNullable(type.cast(wrap(type, found))));
        }

        private static Object wrap(Class<?> type, Object found) {
            if (type == Watch.class) {
                return found;
            } else if (type == Symlinks.class) {
                return new ReadOnlySymlinks((Symlinks) found);
            } else if (type == Xattrs.class) {
                return new ReadOnlyXattrs((Xattrs) found);
            }
            return type == Streams.class ? new ReadOnlyStreams((Streams) found) : null;
        }
    }

    private record ReadOnlySymlinks(Symlinks delegate) implements Symlinks {
        @Override
        public void create(VPath link, String target) throws StorageException {
            throw refused(link);
        }

        @Override
        public String target(VPath link) throws StorageException {
            return delegate.target(link);
        }
    }

    private record ReadOnlyXattrs(Xattrs delegate) implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return delegate.get(node);
        }

        @Override
        public void set(Node node, String name, byte[] value) throws StorageException {
            throw refused(name);
        }
    }

    private record ReadOnlyStreams(Streams delegate) implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            return delegate.list(owner);
        }

        @Override
        public Node open(VPath owner, String stream, Open how) throws StorageException {
            if (how.changes()) {
                throw refused(owner + ":" + stream);
            }
            return delegate.open(owner, stream, how);
        }
    }
}
