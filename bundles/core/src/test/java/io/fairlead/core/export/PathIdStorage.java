// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.EnumSet;
import java.util.Set;

/** A storage whose ids are made from the path and change with it. */
record PathIdStorage(Storage delegate) implements Storage {
    @Override
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.copyOf(delegate.features());
        features.remove(Feature.STABLE_IDS);
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return new ForwardingVolume(delegate.mount(user)) {
            @Override
            public Node open(VPath path, Open how) throws StorageException {
                return new ForwardingNode(delegate.open(path, how)) {
                    @Override
                    public NodeId id() {
                        return NodeId.ofPath(path);
                    }
                };
            }
        };
    }
}
