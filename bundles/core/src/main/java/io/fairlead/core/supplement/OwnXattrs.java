// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import java.util.Map;

/** Extended attributes, in the owner's record. */
final class OwnXattrs implements Xattrs {
    @Override
    public Map<String, byte[]> get(Node node) throws StorageException {
        Map<String, byte[]> all = OwnerRecord.caseless(mine(node).record().xattrs());
        all.replaceAll((name, value) -> value.clone());
        return all;
    }

    @Override
    public byte[] get(Node node, String name) throws StorageException {
        byte[] value = mine(node).record().xattrs().get(name);
        return value == null ? null : value.clone();
    }

    @Override
    public void set(Node node, Map<String, byte[]> changes) throws StorageException {
        for (String name : changes.keySet()) {
            Xattrs.checkName(name);
        }
        SupplementedNode mine = mine(node);
        mine.checkMayChange();
        mine.update(record -> record.withXattrs(changed(record.xattrs(), changes)));
    }

    private static Map<String, byte[]> changed(Map<String, byte[]> before, Map<String, byte[]> changes)
            throws StorageException {
        Map<String, byte[]> all = OwnerRecord.caseless(before);
        changes.forEach((name, value) -> {
            if (value == null) {
                all.remove(name);
            } else {
                all.put(name, value.clone()); // under the name it was first given
            }
        });
        long bytes = Xattrs.bytes(all);
        if (bytes > LARGEST_BYTES) {
            throw new StorageException(Reason.NO_SPACE, bytes + " bytes of extended attributes");
        }
        return all;
    }

    private static SupplementedNode mine(Node node) throws StorageException {
        if (node instanceof SupplementedNode mine) {
            return mine;
        }
        throw new StorageException(Reason.NOT_SUPPORTED, "has no extended attributes");
    }
}
