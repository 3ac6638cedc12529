// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** Uploads that look for what they will replace when there is content to send, in the same message. Thread-safe. */
record RemoteSmallUploads(SmbVolume volume) implements SmallUploads {
    @Override
    public Node open(VPath path, MissingFolder missing) throws StorageException {
        return volume.openUnseen(path, missing);
    }
}
