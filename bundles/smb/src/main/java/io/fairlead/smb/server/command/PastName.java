// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SnapshotToken;
import io.fairlead.smb.server.exchange.SmbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a CREATE names, and as of when: by its context ([MS-SMB2] 2.2.13.2.7), or by a name {@code @GMT-...} anywhere in the path, as
 * clients of older dialects send it.
 *
 * @param name within the tree of that time
 * @param time a whole second, as snapshots are named; empty for the tree as it is
 */
record PastName(SmbName name, Optional<Instant> time) {
    /**
     * Takes a CREATE apart.
     *
     * @param features of what is shared: without snapshots a name is a name
     * @throws SmbException {@code OBJECT_NAME_NOT_FOUND} for a time without there being snapshots; {@code INVALID_PARAMETER}
     */
    static PastName of(CreateRequest body, Set<Storage.Feature> features) throws SmbException {
        SmbName name = SmbName.parse(body.name());
        Optional<byte[]> context = body.context(CreateContext.TIMEWARP);
        boolean has = features.contains(Storage.Feature.SNAPSHOTS);
        if (context.isPresent()) {
            long time = time(context.get());
            if (!has || time <= 0) {
                throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "no snapshot of that time");
            }
            return new PastName(name, Optional.of(FileTime.toInstant(time).truncatedTo(ChronoUnit.SECONDS)));
        }
        return has ? byPath(name) : new PastName(name, Optional.empty());
    }

    private static long time(byte[] context) throws SmbException {
        if (context.length != Long.BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "a time of " + context.length + " bytes");
        }
        return ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static PastName byPath(SmbName name) throws SmbException {
        List<String> names = name.path().names();
        for (int i = 0; i < names.size(); i++) {
            Optional<Instant> time = SnapshotToken.parse(names.get(i));
            if (time.isPresent()) {
                List<String> rest = new ArrayList<>(names);
                rest.remove(i);
                return new PastName(new SmbName(path(rest), name.stream(), name.isData()), time);
            }
        }
        return new PastName(name, Optional.empty());
    }

    private static VPath path(List<String> names) throws SmbException {
        try {
            return VPath.ofNames(names);
        } catch (StorageException e) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, e.getMessage());
        }
    }
}
