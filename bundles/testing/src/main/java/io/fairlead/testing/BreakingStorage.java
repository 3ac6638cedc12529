// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A storage with a fault of its own: some of its nodes close, and then throw what no storage should. Whoever uses one has
 * to outlive that. Thread-safe.
 *
 * @param breaks opens whose nodes do so
 */
public record BreakingStorage(Storage delegate, Predicate<Open> breaks) implements Storage {
    @Override
    public Set<Feature> features() {
        return delegate.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return new ForwardingVolume(delegate.mount(user)) {
            @Override
            public Node open(VPath path, Open how) throws StorageException {
                Node node = super.open(path, how);
                return breaks.test(how) ? new BreakingNode(node) : node;
            }
        };
    }

    private static final class BreakingNode extends ForwardingNode {
        BreakingNode(Node delegate) {
            super(delegate);
        }

        @Override
        public void close() throws StorageException {
            super.close();
            throw new IllegalStateException("on purpose");
        }
    }
}
