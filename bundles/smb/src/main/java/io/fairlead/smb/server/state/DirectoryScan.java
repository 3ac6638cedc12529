// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.fscc.FullEaInformation;
import io.fairlead.smb.fscc.NameExpression;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cursor of a directory's open, [MS-SMB2] 3.3.5.18: its pattern, where it is, and what did not fit the last time.
 * One thread at a time has it, from {@link SmbOpen#scan} to {@link #close}.
 */
public final class DirectoryScan implements AutoCloseable {
    private static final int BATCH = 256;
    private static final List<String> DOTS = List.of(".", "..");

    private final SmbOpen open;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> ahead = new ArrayDeque<>();
    private NameExpression pattern; // null before the first query
    private boolean atEnd;
    private boolean foundAny;

    DirectoryScan(SmbOpen open) {
        this.open = open;
    }

    DirectoryScan begin() {
        lock.lock();
        return this;
    }

    @Override
    public void close() {
        lock.unlock();
    }

    /** What the query before asked for; null if there was none. */
    public NameExpression pattern() {
        return pattern;
    }

    /** Whether a query of this scan found something. */
    public boolean foundAny() {
        return foundAny;
    }

    /** Begins anew. */
    public void restart(NameExpression with) throws StorageException {
        pattern = with;
        ahead.clear();
        foundAny = false;
        if (with.hasWildcard()) {
            open.file().rewind();
            atEnd = false;
            dots();
        } else {
            atEnd = true;
            one(with.toString());
        }
    }

    /** The next entry that fits; null at the end. It stays the next one until {@link #taken}. */
    public Entry peek() throws StorageException {
        while (ahead.isEmpty() && !atEnd) {
            List<Entry> batch = open.file().next(BATCH);
            atEnd = batch.isEmpty();
            for (Entry entry : batch) {
                if ((pattern.isAll() || pattern.matches(entry.name())) && isVisible(entry.name())) {
                    ahead.add(entry);
                }
            }
        }
        return ahead.peek();
    }

    /** [MS-SMB2] 2.2.10 SMB2_SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM. */
    private boolean isVisible(String name) throws StorageException {
        if (!open.tree().share().rules().hideUnreadable()) {
            return true;
        }
        try {
            return open.view().volume().isReadable(open.file().path().child(name));
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.STALE) {
                throw e;
            }
            return false; // it has gone, or can't be asked
        }
    }

    /** Its EaSize, if it is asked for by name: in a listing every file would have to be opened for it. */
    public int eaBytes(Entry entry) {
        boolean asked = !pattern.hasWildcard() && !DOTS.contains(entry.name());
        if (!asked || !open.view().features().contains(Storage.Feature.XATTRS)) {
            return 0;
        }
        Open look = new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
        try (OpenFile file = open.view().volume().open(open.file().path().child(entry.name()), look)) {
            return FullEaInformation.bytes(file.xattrs());
        } catch (StorageException e) {
            return 0; // it can't be looked at now
        }
    }

    /** Attributes of an entry as clients are told of them. */
    public Attributes shown(Attributes entry) {
        return open.tree().told(open.view(), entry);
    }

    /** The number of an entry, as clients are told it. */
    public long fileId(Entry entry) {
        return open.view().fileId(entry.attributes().id());
    }

    /** The one that {@link #peek} gave was sent. */
    public void taken() {
        ahead.remove();
        foundAny = true;
    }

    private void dots() throws StorageException {
        Attributes self = null;
        for (String name : DOTS) {
            if (pattern.matches(name)) {
                self = self == null ? open.file().attributes() : self;
                ahead.add(new Entry(name, name.equals(".") ? self : parent(self)));
            }
        }
    }

    /** Nobody is told what is above the root of a share. */
    private Attributes parent(Attributes self) throws StorageException {
        VPath path = open.file().path();
        try {
            return path.isRoot() ? self : open.view().volume().attributes(path.parent());
        } catch (StorageException e) {
            return self;
        }
    }

    /** A pattern without wildcards is the name of one entry: it needs no listing. */
    private void one(String name) throws StorageException {
        if (name.equals(".") || name.equals("..")) {
            dots();
            return;
        }
        try {
            VPath path = open.file().path().child(name);
            Attributes found = open.view().volume().attributes(path, Links.ITSELF);
            if (isVisible(name)) {
                ahead.add(new Entry(name, found));
            }
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND
                    && e.reason() != Reason.PARENT_NOT_FOUND
                    && e.reason() != Reason.NAME_INVALID) {
                throw e;
            }
        }
    }
}
