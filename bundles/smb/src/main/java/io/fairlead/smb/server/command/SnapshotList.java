// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SnapshotToken;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** FSCTL_SRV_ENUMERATE_SNAPSHOTS, [MS-SMB2] 3.3.5.15.1: the times of previous versions of a file. */
final class SnapshotList {
    private static final int HEADER_BYTES = 12;
    private static final int LEAST_BYTES = 16; // what a client asks with to learn the size
    private static final int TOKEN_BYTES = 2 * (SnapshotToken.LENGTH + 1); // with its zero
    private static final int END_BYTES = 2;

    private SnapshotList() {}

    static Reply of(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        if (body.mostOutput() < LEAST_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no room for a list of snapshots");
        }
        // of the tree as it is, though the file may be open in a snapshot
        Optional<Snapshots> snapshots = request.tree().volume().extension(Snapshots.class);
        List<Instant> times = snapshots.isEmpty()
                ? List.of()
                : snapshots.get().times(open.file().path()).stream()
                        .filter(SnapshotToken::canName)
                        .toList();
        return Reply.of(new IoctlResponse(body.code(), open.id(), encode(times, body.mostOutput())));
    }

    /** The array, 2.2.32.2; where it does not fit, how many there are and what room they take. */
    static byte[] encode(List<Instant> times, long most) {
        int arrayBytes = times.size() * TOKEN_BYTES + END_BYTES;
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(times.size());
        if (times.isEmpty() || HEADER_BYTES + arrayBytes > most) {
            return out.u32(0).u32(arrayBytes).zero(LEAST_BYTES - HEADER_BYTES).toBytes();
        }
        out.u32(times.size()).u32(arrayBytes);
        for (Instant time : times) {
            out.utf16(SnapshotToken.of(time)).zero(2);
        }
        return out.zero(END_BYTES).toBytes();
    }
}
