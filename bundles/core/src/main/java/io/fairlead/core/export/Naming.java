// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.names.CaseFolding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done to the name of an open: rename, delete, delete-on-close, links. Thread-safe.
 *
 * @param arbiter of the storage
 */
record Naming(Arbiter arbiter) {
    /** One try of an operation, under its passage. */
    private interface Attempt {
        void run(Passage passage) throws StorageException;
    }

    /** Begins an operation. */
    private interface Entrance {
        Passage enter() throws StorageException;
    }

    /** Runs it; where parked opens stand against it, again without them. */
    private void run(Entrance entrance, Attempt attempt) throws StorageException {
        for (; ; ) {
            List<OpenId> parked;
            StorageException refused;
            try (Passage passage = entrance.enter()) {
                arbiter.refuseUntenured();
                try {
                    attempt.run(passage);
                    return;
                } catch (StorageException e) {
                    boolean shared = e.reason() == Reason.IN_USE || e.reason() == Reason.DELETE_PENDING;
                    parked = shared ? arbiter.opens.parkedWithin(passage) : List.of();
                    refused = e;
                }
            }
            if (!new Parking(arbiter).evict(parked)) {
                throw refused;
            }
        }
    }

    void rename(LocalOpen open, VPath target, boolean replace, boolean strict, Patience patience)
            throws StorageException {
        giveWay(open, patience);
        arbiter.giveWay(open, filesAt(target, false), LeaseBook.Step.MOVE, patience);
        run(() -> arbiter.opens.enterRename(open.id, target, patience), passage -> {
            refuseUnlinked(open);
            arbiter.opens.mayRename(passage, replace, strict);
            VPath from = arbiter.opens.path(open.id);
            Optional<Change> renamed = arbiter.changes.isWatched()
                    ? Optional.of(Change.renamed(from, target, open.kind()))
                    : Optional.empty();
            List<FileKey> files = new ArrayList<>(filesAt(from, true));
            files.addAll(filesAt(target, false));
            open.node().rename(target, replace);
            arbiter.giveWayAfter(open, files, LeaseBook.Step.MOVE);
            if (!from.equals(target)) {
                arbiter.opens.renamed(passage, target);
                renamed.ifPresent(arbiter.changes::publish);
                arbiter.childChanged(from, open.parentLease);
                arbiter.childChanged(target, open.parentLease);
            }
        });
    }

    /** Leases that stand against moving or removing what is open, or what is open below it. */
    private void giveWay(LocalOpen open, Patience patience) throws StorageException {
        if (arbiter.leases.inForce()) {
            List<FileKey> files = new ArrayList<>(filesAt(arbiter.opens.path(open.id), true));
            files.add(open.guard().file());
            arbiter.giveWay(open, files, LeaseBook.Step.MOVE, patience);
        }
    }

    private List<FileKey> filesAt(VPath path, boolean below) throws StorageException {
        return arbiter.leases.inForce() ? arbiter.opens.filesAt(path, below) : List.of();
    }

    void renameStream(LocalOpen open, String name, boolean replace, Streams streams, Patience patience)
            throws StorageException {
        giveWayAsStream(open, name, patience);
        run(() -> arbiter.opens.enterStreamRename(open.id, name, patience), passage -> {
            refuseUnlinked(open);
            arbiter.opens.mayRename(passage, replace, false);
            try (Node owner = owner(open)) {
                streams.rename(owner, open.stream(), name, replace);
            }
            FileKey before = open.guard().file();
            FileKey after = stream(open, name);
            arbiter.opens.streamRenamed(passage, open.id, after);
            if (!after.equals(before)) {
                arbiter.leases.renamed(before, after);
            }
            arbiter.streamRenamed(open, name);
            arbiter.tell(open, Change.Type.STREAM_CREATED);
        });
    }

    /** A lease is on a stream by its name, so that all caching of the old and of the new one ends. */
    private void giveWayAsStream(LocalOpen open, String name, Patience patience) throws StorageException {
        List<FileKey> both = List.of(open.guard().file(), stream(open, name));
        arbiter.giveWay(open, both, LeaseBook.Step.REPLACE, patience);
    }

    private static FileKey stream(LocalOpen open, String name) {
        FileKey key = open.guard().file();
        return new FileKey(key.storage(), key.id(), CaseFolding.fold(name));
    }

    /** The file of a stream, opened to ask for it only. */
    private Node owner(LocalOpen open) throws StorageException {
        return open.view
                .volume()
                .open(
                        arbiter.opens.path(open.id),
                        new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF));
    }

    void delete(LocalOpen open, Patience patience) throws StorageException {
        giveWay(open, patience);
        run(() -> arbiter.opens.enterRemoval(open.id, patience), passage -> {
            refuseUnlinked(open);
            arbiter.opens.mayRemove(passage);
            VPath path = arbiter.opens.path(open.id);
            Optional<Change> gone = arbiter.departure(open, path);
            open.node().delete();
            arbiter.opens.unlinked(passage);
            gone.ifPresent(arbiter.changes::publish);
            arbiter.childChanged(path, open.parentLease);
        });
    }

    void deleteOnClose(LocalOpen open, boolean delete, Patience patience) throws StorageException {
        if (delete) {
            giveWay(open, patience);
        }
        Optional<OpenId> idle;
        // nothing is made below between the look and the mark
        try (Passage passage = arbiter.opens.enterRemoval(open.id, patience)) {
            if (delete) {
                arbiter.refuseUntenured();
                refuseUndeletable(open);
            }
            idle = arbiter.opens.pendDeletion(open.id, delete);
        }
        if (delete) {
            arbiter.tellDeletePending(open);
        }
        if (idle.isPresent()) {
            arbiter.release(idle.get());
        }
    }

    /** [MS-FSA] 2.1.5.14.3. */
    private void refuseUndeletable(LocalOpen open) throws StorageException {
        Attributes attributes = open.node().attributes();
        VPath path = arbiter.opens.path(open.id);
        if ((attributes.dosFlags() & Attributes.READ_ONLY) != 0) {
            throw new StorageException(Reason.READ_ONLY_FILE, path);
        }
        if (attributes.isDirectory() && !isEmpty(open, path)) {
            throw new StorageException(Reason.NOT_EMPTY, path);
        }
    }

    private static boolean isEmpty(LocalOpen open, VPath path) throws StorageException {
        try {
            return open.node().isEmpty();
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_SUPPORTED) {
                throw e;
            }
        }
        try (Node folder = open.view.volume().open(path, Open.list())) {
            return folder.next(1).isEmpty();
        }
    }

    /** One more name, in the storage, for what is open. */
    void link(LocalOpen open, VPath name, boolean replace, HardLinks links, Patience patience) throws StorageException {
        arbiter.giveWay(open, filesAt(name, false), LeaseBook.Step.MOVE, patience);
        run(() -> arbiter.opens.enter(name, true, patience), passage -> {
            refuseUnlinked(open);
            arbiter.opens.mayReplace(passage, replace);
            arbiter.opens.linked(open.id);
            links.link(open.node(), name, replace);
            arbiter.opens.unlinked(passage);
            if (arbiter.changes.isWatched()) {
                arbiter.changes.publish(Change.of(Change.Type.CREATED, name, open.kind()));
            }
            arbiter.childChanged(name, open.parentLease);
        });
    }

    /** Makes what is open a symbolic link, and stays open as that. {@code text} is as the storage keeps it. */
    void linkTarget(LocalOpen open, String text, Symlinks links, Patience patience) throws StorageException {
        run(() -> arbiter.opens.enterRemoval(open.id, patience), passage -> {
            refuseUnlinked(open);
            arbiter.opens.mayRetarget(passage, open.id);
            VPath path = arbiter.opens.path(open.id);
            links.replace(path, text);
            Set<Open.Access> kept = EnumSet.noneOf(Open.Access.class);
            kept.addAll(open.access);
            kept.retainAll(EnumSet.of(Open.Access.DELETE));
            Node link =
                    open.view.volume().open(path, new Open(kept, Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF));
            Node before = open.node();
            open.reopened(link, Attributes.Kind.LINK);
            before.close();
            arbiter.tell(open, Change.Type.ATTRIBUTES);
            arbiter.entryChanged(open);
        });
    }

    private static void refuseUnlinked(LocalOpen open) throws StorageException {
        if (open.guard().isUnlinked()) {
            throw new StorageException(Reason.STALE, "the file was deleted or replaced");
        }
    }
}
