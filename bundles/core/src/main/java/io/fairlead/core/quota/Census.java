// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lists every folder of an account and counts what is there. Memory is taken by the names of folders that are still to be
 * listed, and the ids of files with several names. For one thread.
 */
final class Census {
    private static final int PAGE = 1000;
    private static final int TRIES = 3;

    private final Quotas quotas;
    private final Count count;
    private final BooleanSupplier ended;
    private final Deque<VPath> folders = new ArrayDeque<>(); // the next one last
    private final Set<NodeId> severalNames = new HashSet<>(); // a file with several names is counted once

    /** @param ended asked now and then: whether to stop */
    Census(Quotas quotas, Account account, Count count, BooleanSupplier ended) {
        this.quotas = quotas;
        this.count = count;
        this.ended = ended;
        folders.add(account.root);
    }

    /**
     * Goes on where it was.
     *
     * @return whether it came to the end
     * @throws StorageException if the storage failed; a later call goes on at that folder
     */
    boolean run(Volume volume) throws StorageException {
        while (!folders.isEmpty()) {
            if (ended.getAsBoolean()) {
                return false;
            }
            VPath folder = folders.peekLast();
            List<VPath> below = new ArrayList<>();
            try {
                list(volume, folder, below);
            } catch (StorageException e) {
                if (!isToBePassedOver(e.reason())) {
                    throw e;
                }
                below.clear();
                synchronized (quotas) {
                    count.listed(0, 0, true);
                }
            }
            folders.removeLast();
            below.sort(Collections.reverseOrder());
            below.forEach(folders::addLast);
        }
        return true;
    }

    /** It has gone meanwhile, or nobody can look into it. */
    private static boolean isToBePassedOver(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY, STALE, ACCESS_DENIED -> true;
            default -> false;
        };
    }

    private void list(Volume volume, VPath folder, List<VPath> below) throws StorageException {
        for (int tries = 1; ; tries++) {
            below.clear();
            quotas.list(count, folder);
            Tally tally = new Tally();
            try (Node node = volume.open(folder, Open.list())) {
                for (List<Entry> page = node.next(PAGE); !page.isEmpty(); page = node.next(PAGE)) {
                    for (Entry entry : page) {
                        tally.add(entry);
                        if (entry.attributes().isDirectory()) {
                            below.add(folder.child(entry.name()));
                        }
                    }
                    if (ended.getAsBoolean()) {
                        return;
                    }
                }
            }
            boolean counted;
            synchronized (quotas) {
                counted = count.listed(tally.bytes, tally.files, tries == TRIES);
            }
            if (counted) {
                severalNames.addAll(tally.severalNames);
                return;
            }
        }
    }

    private final class Tally {
        private final Set<NodeId> severalNames = new HashSet<>();
        private long bytes;
        private long files;

        void add(Entry entry) {
            files++;
            NodeId id = entry.attributes().id();
            boolean several =
                    entry.attributes().links() > 1 && entry.attributes().isFile();
            if (!several || (!Census.this.severalNames.contains(id) && severalNames.add(id))) {
                bytes += quotas.size(entry.attributes());
            }
        }
    }
}
