// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.Passage;
import java.util.List;

/**
 * An upload takes its name: leases on what it replaces are broken, what is open there is asked, then the storage publishes
 * it. Whatever fails before that, the upload is dropped.
 *
 * @param arbiter of the storage
 * @param upload an open of {@link io.fairlead.api.storage.Open.Disposition#REPLACE} that ends
 */
record Publication(Arbiter arbiter, LocalOpen upload) {
    void run() throws StorageException {
        Passage passage = null;
        boolean tried = false;
        try {
            Patience patience = Patience.of(Arbiter.LONGEST_CLOSE);
            VPath path = arbiter.opens.path(upload.id);
            arbiter.giveWay(upload, arbiter.opens.filesAt(path, false), LeaseBook.Step.REPLACE, patience);
            passage = arbiter.opens.enterPublication(upload.id, patience);
            arbiter.opens.mayPublish(passage, upload.id);
            path = arbiter.opens.path(upload.id); // its folder may have moved
            List<FileKey> replaced = arbiter.leases.inForce() ? arbiter.opens.filesAt(path, false) : List.of();
            arbiter.refuseUntenured();
            tried = true;
            publish(passage, path, replaced);
        } finally {
            try (Passage held = passage) {
                if (!tried) {
                    upload.abort();
                    upload.node().close();
                }
            }
        }
    }

    private void publish(Passage passage, VPath path, List<FileKey> replaced) throws StorageException {
        boolean replaces = arbiter.changes.isWatched() && exists(path);
        upload.node().close();
        try {
            arbiter.giveWayAfter(upload, replaced, LeaseBook.Step.REPLACE);
        } finally {
            arbiter.opens.unlinked(passage);
        }
        Change.Type type = replaces ? Change.Type.MODIFIED : Change.Type.CREATED;
        arbiter.changes.publish(Change.of(type, path, Attributes.Kind.FILE));
        arbiter.childChanged(path, upload.parentLease);
    }

    private boolean exists(VPath path) {
        try {
            upload.view.volume().attributes(path);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }
}
