// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.fscc.FileInformationClass;
import java.io.IOException;

/** An open named stream. It has the identity of its owner, but neither its name nor its life. */
final class SmbStreamNode extends SmbFileNode {
    SmbStreamNode(SmbVolume volume, VPath path, Open how, RemoteHandle handle) {
        super(volume, path, how, handle);
    }

    @Override
    public Attributes.Kind kind() {
        return Attributes.Kind.FILE;
    }

    @Override
    public Attributes attributes() throws StorageException {
        Attributes told = super.attributes();
        return told.isFile() ? told : told.ofStream(size(), told.allocated());
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.NOT_SUPPORTED, "a stream is renamed through its owner");
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        try {
            set(FileInformationClass.DISPOSITION, new byte[] {1});
        } catch (IOException e) {
            throw failed(e);
        }
        close();
    }
}
