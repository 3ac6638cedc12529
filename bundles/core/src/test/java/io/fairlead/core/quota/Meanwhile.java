// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;

/** A volume in which something happens after each look at the attributes of a file, before its caller knows them. */
final class Meanwhile extends ForwardingVolume {
    /** What happens. */
    interface Event {
        void happen() throws StorageException;
    }

    private final Event event;

    Meanwhile(Volume delegate, Event event) {
        super(delegate);
        this.event = event;
    }

    @Override
    public Attributes attributes(VPath path, Links last) throws StorageException {
        return after(delegate.attributes(path, last));
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        return new ForwardingNode(delegate.open(path, how)) {
            @Override
            public Attributes attributes() throws StorageException {
                return after(delegate.attributes());
            }
        };
    }

    private Attributes after(Attributes seen) throws StorageException {
        event.happen();
        return seen;
    }
}
