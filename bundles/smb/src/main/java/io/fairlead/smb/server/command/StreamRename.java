// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.util.EnumSet;

/** A named stream gets another name, [MS-FSA] 2.1.5.15.11.1. */
final class StreamRename {
    private StreamRename() {}

    static void rename(Request request, SmbOpen open, SmbName target, boolean replace)
            throws SmbException, StorageException {
        if (!target.stream().isEmpty() || open.file().stream().isEmpty()) {
            open.file().renameStream(target.stream(), replace);
        } else {
            toContent(request, open, replace);
        }
    }

    /**
     * The stream becomes the content of its file. Where there is content already nothing is done, for this is a copy, and what
     * it overwrites would be lost if it failed.
     */
    private static void toContent(Request request, SmbOpen open, boolean replace)
            throws SmbException, StorageException {
        OpenFile stream = open.file();
        Open write = new Open(EnumSet.of(Open.Access.WRITE), Open.Disposition.OPEN, Open.Kind.FILE);
        try (OpenFile content = open.tree()
                .volume()
                .open(stream.path(), OpenRequest.shared(write), request.patience(Leases.PATIENCE))) {
            if (!replace || content.size() > 0) {
                throw new SmbException(NtStatus.OBJECT_NAME_COLLISION, "the file has content");
            }
            content.copyFrom(stream, 0, 0, stream.size());
            stream.deleteOnClose(true);
        }
    }
}
