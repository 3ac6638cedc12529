// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A storage whose ids are made from the path and change with it.
 *
 * @param attributesTell whether attributes have the true id all the same, for a test to look at
 */
record PathIdStorage(Storage delegate, boolean attributesTell) implements Storage {
    @Override
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.copyOf(delegate.features());
        features.remove(Feature.STABLE_IDS);
        return features;
    }

    private Attributes with(NodeId id, Attributes a) {
        return attributesTell
                ? a
                : new Attributes(
                        id,
                        a.kind(),
                        a.size(),
                        a.created(),
                        a.modified(),
                        a.accessed(),
                        a.changed(),
                        a.allocated(),
                        a.links(),
                        a.dosFlags(),
                        a.posix(),
                        a.target());
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new ForwardingVolume(delegate.mount(user, policy)) {
            @Override
            public Attributes attributes(VPath path) throws StorageException {
                return with(NodeId.ofPath(path), super.attributes(path));
            }

            @Override
            public Attributes attributes(VPath path, Links links) throws StorageException {
                return with(NodeId.ofPath(path), super.attributes(path, links));
            }

            @Override
            public <T> Optional<T> extension(Class<T> type) {
                return type == Symlinks.class ? delegate.extension(type) : Optional.empty();
            }

            @Override
            public Node open(VPath path, Open how) throws StorageException {
                NodeId id = NodeId.ofPath(path);
                return new ForwardingNode(delegate.open(path, how)) {
                    @Override
                    public NodeId id() {
                        return id;
                    }

                    @Override
                    public Attributes attributes() throws StorageException {
                        return with(id, super.attributes());
                    }

                    @Override
                    public List<Entry> next(int max) throws StorageException {
                        List<Entry> entries = new ArrayList<>();
                        for (Entry entry : super.next(max)) {
                            NodeId child = NodeId.ofPath(path.child(entry.name()));
                            entries.add(new Entry(entry.name(), with(child, entry.attributes())));
                        }
                        return entries;
                    }
                };
            }
        };
    }
}
