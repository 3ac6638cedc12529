// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import java.time.Instant;
import java.util.Optional;

/** What servers tell of files, as a storage tells it. */
public final class RemoteAttributes {
    private RemoteAttributes() {}

    /**
     * Of an open file, or an entry.
     *
     * @param link whether it is a symbolic link, opened as such
     */
    public static Attributes of(NodeId id, FileTimesAndSizes file, int links, boolean link) {
        boolean directory = (file.attributes() & FileAttributes.DIRECTORY) != 0;
        Attributes.Kind kind =
                link ? Attributes.Kind.LINK : directory ? Attributes.Kind.DIRECTORY : Attributes.Kind.FILE;
        Instant written = time(file.written(), Instant.EPOCH);
        return new Attributes(
                id,
                kind,
                kind == Attributes.Kind.FILE ? Math.max(0, file.size()) : 0,
                time(file.created(), written),
                written,
                time(file.accessed(), written),
                time(file.changed(), written),
                Math.max(0, file.allocated()),
                Math.max(1, links),
                file.attributes() & FileAttributes.KEPT,
                Optional.empty());
    }

    /** FileAllInformation, [MS-FSCC] 2.4.2, up to its name. */
    public static Attributes all(NodeId id, WireReader in, boolean link) throws MalformedMessageException {
        long created = in.u64();
        long accessed = in.u64();
        long written = in.u64();
        long changed = in.u64();
        int bits = (int) in.u32();
        in.skip(4);
        long allocated = in.u64();
        long size = in.u64();
        int links = (int) in.u32();
        return of(id, new FileTimesAndSizes(created, accessed, written, changed, allocated, size, bits), links, link);
    }

    private static Instant time(long fileTime, Instant unknown) {
        return fileTime <= 0 ? unknown : FileTime.toInstant(fileTime);
    }
}
