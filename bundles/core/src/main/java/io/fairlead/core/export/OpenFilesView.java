// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Export.LockInfo;
import io.fairlead.api.export.Export.OpenInfo;
import io.fairlead.api.export.Lease;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.OpenTable;
import io.fairlead.core.arbiter.RangeLocks;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is open through an Export, as consoles show it.
 *
 * @param export its name
 * @param subtree of the storage that it shows
 * @param present null while there is no storage
 */
record OpenFilesView(String export, VPath subtree, Arbiter present) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFilesView.class);

    List<OpenInfo> list() {
        return named().map(this::info).toList();
    }

    List<LockInfo> locks() {
        return named().flatMap(named -> {
                    OpenInfo info = info(named);
                    return held(named.open()).map(lock -> new LockInfo(info, lock.range(), lock.exclusive()));
                })
                .toList();
    }

    private Stream<OpenTable.Named> named() {
        if (present == null) {
            return Stream.of();
        }
        try {
            return present.opens.opens().stream()
                    .filter(named -> named.open().owner().export().equals(export));
        } catch (StorageException e) {
            LOG.warn("What is open in export {} can't be told now: {}", export, e.toString());
            return Stream.of();
        }
    }

    private OpenInfo info(OpenTable.Named named) {
        VPath path = named.path();
        VPath shown = path.startsWith(subtree) ? path.rebase(subtree, VPath.ROOT) : path;
        OpenRecord open = named.open();
        String stream = open.file().stream();
        return new OpenInfo(
                open.id(),
                stream.isEmpty() ? shown.toString() : shown + ":" + stream,
                open.owner().user(),
                open.owner().peer(),
                open.accessText() + (named.parked() ? " parked" : ""),
                count(open),
                caching(open));
    }

    private Set<Lease.Caching> caching(OpenRecord open) {
        try {
            return present.leases.held(open);
        } catch (StorageException e) {
            return Set.of(); // it has just been closed
        }
    }

    private int count(OpenRecord open) {
        try {
            return present.locks.count(open.id());
        } catch (StorageException e) {
            return 0; // it has just been closed
        }
    }

    private Stream<RangeLocks.Lock> held(OpenRecord open) {
        try {
            return present.locks.held(open.id()).stream();
        } catch (StorageException e) {
            return Stream.of(); // it has just been closed
        }
    }
}
