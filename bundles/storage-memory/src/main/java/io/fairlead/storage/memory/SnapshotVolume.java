// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Xattrs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A view of a snapshot: nothing is changed through it. */
final class SnapshotVolume extends ForwardingVolume {
    SnapshotVolume(MemoryVolume snapshot) {
        super(snapshot);
    }

    private static StorageException refused() {
        return new StorageException(Reason.READ_ONLY, "a snapshot can't be changed");
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        if (how.changes()) {
            throw refused();
        }
        return delegate.open(path, how);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Object found = null;
        if (type == Streams.class) {
            found = delegate.extension(Streams.class).map(OldStreams::new).orElse(null);
        } else if (type == Xattrs.class) {
            found = delegate.extension(Xattrs.class).map(OldXattrs::new).orElse(null);
        } else if (type == Symlinks.class) {
            found = delegate.extension(Symlinks.class).map(OldLinks::new).orElse(null);
        }
        return Optional.ofNullable(type.cast(found));
    }

    private record OldStreams(Streams below) implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            return below.list(owner);
        }

        @Override
        public Node open(Node owner, String stream, Open how) throws StorageException {
            if (how.changes()) {
                throw refused();
            }
            return below.open(owner, stream, how);
        }

        @Override
        public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
            throw refused();
        }
    }

    private record OldXattrs(Xattrs below) implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return below.get(node);
        }

        @Override
        public void set(Node node, Map<String, byte[]> changes) throws StorageException {
            throw refused();
        }
    }

    private record OldLinks(Symlinks below) implements Symlinks {
        @Override
        public void create(VPath link, String target) throws StorageException {
            throw refused();
        }

        @Override
        public void replace(VPath link, String target) throws StorageException {
            throw refused();
        }

        @Override
        public String target(VPath link) throws StorageException {
            return below.target(link);
        }
    }
}
