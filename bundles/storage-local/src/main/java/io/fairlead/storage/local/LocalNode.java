// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeChanger;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Failures;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.xattr.CheckedPath;
import io.fairlead.storage.local.xattr.Kept;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** What every open node has: its names, which follow renames through this storage, and its end. */
abstract class LocalNode implements Node {
    private static final AtomicIntegerFieldUpdater<LocalNode> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(LocalNode.class, "closed");

    final LocalVolume volume;
    final LocalStorage storage;
    private final Open how;
    private final BasicFileAttributes found;
    private final NodeId platformId;
    private final boolean created;
    private final NodeId shown;
    private volatile int closed; // 1 once it is
    /** The real path, without links on the way; changes with the storage's lock on moves held alone. */
    private volatile VPath path;

    private volatile boolean gone;
    /** As they were at the open, once somebody asked; threads that race make equal ones. */
    private Attributes seen;

    private volatile Attributes atOpen; // the same with all else; null until somebody asks
    private volatile boolean outdated; // both are

    LocalNode(LocalVolume volume, Located place, Open how, OpenedState state) {
        this.volume = volume;
        this.storage = volume.storage();
        this.how = how;
        found = state.attributes();
        platformId = state.id();
        created = state.created();
        shown = storage.ids().shownOpened(platformId);
        path = place.path();
    }

    @Override
    public final NodeId id() {
        return shown;
    }

    /** The platform's own id. */
    final NodeId platformId() {
        return platformId;
    }

    @Override
    public final boolean created() {
        return created;
    }

    @Override
    public final Attributes.Kind kind() {
        return AttributeReader.kind(found);
    }

    /**
     * A file has one name in them, and was changed when it was modified: the open did not ask for more. What is kept beside
     * files that have not just been made, and a link's text, cost another look.
     */
    @Override
    public Attributes opened() throws StorageException {
        checkOpen();
        boolean more = kind() == Attributes.Kind.LINK || storage.kept().inUse();
        return (more && !created) || atOpen != null || outdated ? attributesAtOpen() : lastSeen();
    }

    @Override
    public Attributes attributesAtOpen() throws StorageException {
        checkOpen();
        if (outdated) {
            return attributes();
        }
        Attributes known = atOpen;
        if (known == null) {
            known = completed();
            atOpen = known;
        }
        return known;
    }

    /** What the platform told at the open, with all else. */
    Attributes completed() throws StorageException {
        return attributes();
    }

    /** The open was for more than to look: it has changed what it saw. */
    final void outdated() {
        outdated = true;
    }

    /** It may have been made just now, and nothing changed yet but what a new file is to have. */
    private void changed(Located place, AttributeChanges changes) {
        if (created
                && !outdated
                && storage.kept().concerns(changes)
                && storage.kept().rest(changes).isEmpty()) {
            atOpen = storage.counted(storage.kept().with(lastSeen(), changes), place);
        } else {
            outdated();
        }
    }

    @Override
    public boolean isEmpty() throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_DIRECTORY, path.toString());
    }

    /** What the platform told of it at the open. */
    final BasicFileAttributes found() {
        return found;
    }

    /** As it was when it was opened. */
    final Attributes lastSeen() {
        Attributes known = seen;
        if (known == null) {
            known = storage.reader().readAs(found, shown);
            seen = known;
        }
        return known;
    }

    final VPath path() {
        return path;
    }

    /** A name moved; what is at or below it moves along. */
    final void moved(VPath from, VPath to) {
        // An upload has its name to itself: it follows its folder, but not the old file.
        boolean oldFile = how.disposition() == Open.Disposition.REPLACE
                && storage.paths().fold(path.toString()).equals(storage.paths().fold(from.toString()));
        path = oldFile ? path : storage.paths().rebase(path, from, to);
    }

    /**
     * The name at a path is another file's from now on, or nobody's. Identity alone would not tell for long: file
     * systems give the number of a deleted file to the next new one.
     */
    final void unlinked(VPath name) {
        if (name.equals(path)) {
            gone = true;
        }
    }

    final StorageException stale() {
        return new StorageException(Reason.STALE, path + ": is gone, or another one by now");
    }

    final boolean gone() {
        return gone;
    }

    final boolean may(Access access) {
        return how.access().contains(access);
    }

    final boolean isClosed() {
        return closed == 1;
    }

    final void checkOpen() throws StorageException {
        if (closed == 1) {
            throw new StorageException(Reason.STALE, path + ": closed");
        }
    }

    final void check(Access access) throws StorageException {
        checkOpen();
        if (!may(access)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": not opened to " + access);
        }
    }

    final <T> T guard(Failures.Call<T> call) throws StorageException {
        return storage.failures().guard(path, call);
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return guard(() -> {
            Attributes found = storage.namespace().steady(this::look);
            return found == null ? nameless() : found;
        });
    }

    /** What is at our path, if it still is this node; else null. */
    final Attributes look() throws IOException {
        if (gone) {
            return null;
        }
        Attributes there = lookInFolder();
        if (there != null) {
            return there;
        }
        try (Located place = storage.resolver().resolve(path, Links.ITSELF)) {
            return place.found() != null && AttributeReader.same(place.found(), platformId())
                    ? storage.attributes(place, platformId())
                    : null;
        } catch (StorageException x) {
            if (x.reason() == Reason.PARENT_NOT_FOUND || x.reason() == Reason.NOT_DIRECTORY) {
                return null;
            }
            throw x;
        }
    }

    /** What is at our name in a folder that this node keeps open, if it still is this node; else null. */
    Attributes lookInFolder() throws IOException {
        return null;
    }

    /** Attributes of a node that was deleted, or renamed behind our back. */
    abstract Attributes nameless() throws IOException;

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        check(Access.ATTRIBUTES);
        storage.changer().check(changes);
        guard(() -> storage.namespace().steady(() -> {
            try (Located place = storage.resolver().resolve(path, Links.ITSELF)) {
                checkFound(place);
                apply(place, storage.changer().permitted(changes));
                changed(place, changes);
                return null;
            }
        }));
    }

    private void apply(Located place, AttributeChanges changes) throws IOException {
        if (!storage.kept().concerns(changes)) {
            applyNative(place, changes);
            return;
        }
        Kept before = storage.kept().set(place, changes);
        AttributeChanges rest = storage.kept().rest(changes);
        try {
            if (!rest.isEmpty()) {
                applyNative(place, rest);
            }
        } catch (IOException x) {
            storage.kept().restore(place, before);
            throw x;
        }
    }

    private void applyNative(Located place, AttributeChanges changes) throws IOException {
        AttributeChanger changer = storage.changer();
        if (place.isRoot()) {
            changer.apply(place.folder().view(), changes);
            return;
        }
        BasicFileAttributeView view = place.folder().view(place.file());
        place.folder().detached(place.file(), () -> {
            changer.apply(view, changes);
            return null;
        });
    }

    /** Makes a call that goes by path only, on this node's file under its name. */
    <T> T onPath(CheckedPath.Call<T> call) throws StorageException {
        return guard(() -> storage.namespace().steady(() -> {
            try (Located place = storage.resolver().resolve(path, Links.ITSELF)) {
                checkFound(place);
                return CheckedPath.call(place, call);
            }
        }));
    }

    final void checkFound(Located place) throws StorageException {
        if (gone || place.found() == null || !AttributeReader.same(place.found(), platformId())) {
            throw stale();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        check(Access.DELETE);
        guard(() -> {
            storage.namespace().rename(this, target, replace);
            return null;
        });
    }

    @Override
    public void delete() throws StorageException {
        check(Access.DELETE);
        guard(() -> {
            storage.namespace().delete(this);
            return null;
        });
    }

    @Override
    public final void close() throws StorageException {
        if (CLOSED.compareAndSet(this, 0, 1)) {
            volume.forget(this);
            guard(() -> {
                end();
                return null;
            });
        }
    }

    /** Ends the node; called once. */
    abstract void end() throws IOException;
}
