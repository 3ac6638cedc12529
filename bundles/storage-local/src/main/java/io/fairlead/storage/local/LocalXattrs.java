// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.storage.local.xattr.UserAttributes;
import java.util.Map;

/** {@link Xattrs} of one volume: the platform's {@code user.*}, but for those that are ours. */
record LocalXattrs(LocalVolume volume) implements Xattrs {
    @Override
    public Map<String, byte[]> get(Node node) throws StorageException {
        return volume.own(node).onPath(path -> new UserAttributes(path).others());
    }

    @Override
    public byte[] get(Node node, String name) throws StorageException {
        return volume.own(node).onPath(path -> new UserAttributes(path).other(name));
    }

    @Override
    public void set(Node node, Map<String, byte[]> changes) throws StorageException {
        LocalNode file = volume.own(node);
        volume.checkWritable(file.path());
        if (!file.may(Access.WRITE)) {
            file.check(Access.ATTRIBUTES);
        }
        file.onPath(path -> {
            new UserAttributes(path).change(changes);
            return null;
        });
    }
}
