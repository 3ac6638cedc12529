// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/**
 * The moment when an upload takes its name. The policy is checked once more, for while the upload ran another may have
 * come to its end; of several uploads of one name one wins whole.
 *
 * @param export its name
 * @param volume the client's view of it
 * @param path the name
 * @param policy what may be replaced
 * @param versions how many old files are kept
 */
record Publication(String export, ExportVolume volume, VPath path, WritePolicy policy, int versions) {
    void publish(OpenFile upload) throws StorageException {
        if (policy == WritePolicy.REPLACE) {
            upload.close();
            return;
        }
        try (var mine = TargetLock.of(export, path)) {
            boolean taken = exists(path);
            if (taken && policy == WritePolicy.CREATE) {
                throw new StorageException(Reason.EXISTS, path);
            }
            if (!taken && policy == WritePolicy.EXISTING) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            if (taken && policy == WritePolicy.VERSIONED) {
                replaceKeeping(upload);
            } else {
                upload.close();
            }
        }
    }

    private void replaceKeeping(OpenFile upload) throws StorageException {
        keepVersions();
        try {
            upload.close();
        } catch (StorageException e) {
            try {
                rename(version(1), path); // nothing was published: the old file keeps its name
            } catch (StorageException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** {@code name} becomes {@code name.~1~}, that {@code name.~2~}, and so on; the oldest goes. */
    private void keepVersions() throws StorageException {
        int free = 1;
        while (free < versions && exists(version(free))) {
            free++;
        }
        for (int i = free; i > 1; i--) {
            rename(version(i - 1), version(i));
        }
        rename(path, version(1));
    }

    private VPath version(int number) throws StorageException {
        return path.parent().child(path.name() + ".~" + number + "~");
    }

    private void rename(VPath from, VPath to) throws StorageException {
        try (OpenFile file = volume.open(from, Open.delete())) {
            file.rename(to, true);
        }
    }

    private boolean exists(VPath name) throws StorageException {
        try {
            volume.attributes(name);
            return true;
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
