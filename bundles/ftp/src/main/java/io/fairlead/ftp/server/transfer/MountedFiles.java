// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** The files that a user sees; each call as that of {@link io.fairlead.api.export.ExportVolume}. */
public interface MountedFiles {
    /** @param patience how long it waits for others, and who ends that */
    OpenFile open(VPath path, Open how, Patience patience) throws StorageException;

    Attributes attributes(VPath path, Links links) throws StorageException;

    /** Of what a link leads to. */
    default Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }
}
