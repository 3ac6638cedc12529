// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.core.link.LinkResolution;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One directory of a storage as a storage of its own: nothing outside can be named, nor reached by a symbolic link.
 * Thread-safe.
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
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        Volume volume = delegate.mount(user, LinkPolicy.STOP);
        try {
            return new SubtreeVolume(volume, new LinkResolution(realBase(volume), policy));
        } catch (StorageException e) {
            volume.close();
            throw e;
        }
    }

    private VPath realBase(Volume volume) throws StorageException {
        try {
            return new LinkResolution(VPath.ROOT, LinkPolicy.FOLLOW).folder(volume, base);
        } catch (StorageException e) {
            if (e.reason() == Reason.PARENT_NOT_FOUND) {
                throw new StorageException(Reason.NOT_FOUND, base.toString(), e);
            }
            throw e;
        }
    }

    private static final class SubtreeVolume extends ForwardingVolume {
        private final LinkResolution links;

        SubtreeVolume(Volume delegate, LinkResolution links) {
            super(delegate);
            this.links = links;
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            return attributes(path, Links.FOLLOW);
        }

        @Override
        public Attributes attributes(VPath path, Links last) throws StorageException {
            return following(path, at -> links.shown(delegate.attributes(below(at), last)));
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            return following(path, at -> new SubtreeNode(delegate.open(below(at), how), this, at.isRoot()));
        }

        private interface Call<T> {
            T at(VPath path) throws StorageException;
        }

        private <T> T following(VPath path, Call<T> call) throws StorageException {
            VPath at = path;
            for (int followed = 0; ; followed++) {
                try {
                    return call.at(at);
                } catch (LinkEncountered met) {
                    at = links.next(met, path, followed);
                }
            }
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return delegate.extension(type).flatMap(found -> Optional.ofNullable(type.cast(wrap(type, found))));
        }

        private Object wrap(Class<?> type, Object found) {
            if (type == Watch.class) {
                return new SubtreeWatch((Watch) found, links.root());
            } else if (type == Xattrs.class) {
                return new NodeExtensions.InnerXattrs((Xattrs) found, SubtreeNode::inner);
            } else if (type == ServerCopy.class) {
                return new NodeExtensions.InnerCopy((ServerCopy) found, SubtreeNode::inner);
            } else if (type == Streams.class) {
                return new NodeExtensions.InnerStreams((Streams) found, SubtreeNode::inner, links.root());
            } else if (type == Symlinks.class) {
                return new SubtreeLinks((Symlinks) found);
            }
            return null;
        }

        private VPath below(VPath path) {
            return path.rebase(VPath.ROOT, links.root());
        }

        private final class SubtreeLinks implements Symlinks {
            private final Symlinks found;

            SubtreeLinks(Symlinks found) {
                this.found = found;
            }

            @Override
            public void create(VPath link, String target) throws StorageException {
                following(link, at -> {
                    found.create(below(at), links.stored(at, target));
                    return null;
                });
            }

            @Override
            public String target(VPath link) throws StorageException {
                return attributes(link, Links.ITSELF)
                        .target()
                        .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link"));
            }
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
            volume.following(target, at -> {
                if (at.isRoot()) {
                    throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
                }
                delegate.rename(volume.below(at), replace);
                return null;
            });
        }

        @Override
        public Attributes attributes() throws StorageException {
            return volume.links.shown(delegate.attributes());
        }

        @Override
        public List<Entry> next(int max) throws StorageException {
            List<Entry> entries = delegate.next(max);
            return entries.stream().noneMatch(entry -> entry.attributes().isLink())
                    ? entries
                    : entries.stream()
                            .map(entry -> new Entry(entry.name(), volume.links.shown(entry.attributes())))
                            .toList();
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
