// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.smb.client.share.WatchedFolder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Changes that the server tells of, [MS-SMB2] 3.2.4.14: those of other clients and ours. Thread-safe. */
final class RemoteWatch implements Watch {
    private final SmbVolume volume;
    private final Set<WatchedFolder> folders = ConcurrentHashMap.newKeySet();

    RemoteWatch(SmbVolume volume) {
        this.volume = volume;
    }

    @Override
    public Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException {
        WatchedFolder folder = volume.at(directory, true, (real, place) -> {
            if (place.isServer()) {
                throw new StorageException(Reason.NOT_SUPPORTED, "the shares of a server are not watched");
            }
            var begun = new WatchedFolder(place, directory, recursive, listener, folders::remove);
            begun.start();
            return begun;
        });
        folders.add(folder);
        if (volume.isClosed()) { // meanwhile, and maybe without this one
            folder.close();
        }
        return folder;
    }

    void close() {
        folders.forEach(WatchedFolder::close);
    }
}
