// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.export.Permit.Use;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The content of an open: what moves bytes, attributes and entries, under the locks of others and the rules. Moving bytes
 * costs a few volatile reads more than the storage takes for it, and allocates nothing, while nobody has locked a range.
 */
abstract class ArbitratedContent implements OpenFile {
    private static final AtomicReferenceFieldUpdater<ArbitratedContent, LocalOpen> LIVE =
            AtomicReferenceFieldUpdater.newUpdater(ArbitratedContent.class, LocalOpen.class, "live");

    final ArbitratedVolume volume;
    private volatile LocalOpen live; // null once it is closed, lost or parked
    private final NodeId id;
    private final boolean created;
    private final boolean appends;
    private volatile Permit permit;

    ArbitratedContent(ArbitratedVolume volume, LocalOpen open, Permit permit) {
        this.volume = volume;
        this.live = open;
        this.permit = permit;
        this.id = open.node().id();
        this.created = open.node().created();
        this.appends = open.access.contains(Access.APPEND) && !open.access.contains(Access.WRITE);
    }

    /** What it holds; null when closed or parked. */
    final LocalOpen localOpen() {
        return live;
    }

    /** Ends this hold of an open; false if it has ended already. */
    final boolean letGo(LocalOpen open) {
        return LIVE.compareAndSet(this, open, null);
    }

    /** Ends this hold, of what is the result; null if it has ended already. */
    final LocalOpen letGo() {
        return LIVE.getAndSet(this, null);
    }

    /** Takes back {@link #letGo(LocalOpen)}. */
    final void takeBack(LocalOpen open) {
        live = open;
    }

    /**
     * The open, for an operation that the rules of this moment allow.
     *
     * @throws StorageException {@code STALE} or {@code UNAVAILABLE} once it has ended; as {@link Permit#require}
     */
    final LocalOpen live(Use use) throws StorageException {
        LocalOpen open = live;
        if (open == null) {
            throw volume.gone();
        }
        Permit seen = permit;
        if (!seen.isUnder(volume.rules(), volume.user())) {
            seen = Permit.of(volume.rules(), volume.user(), path(), isDirectory(open));
            permit = seen;
        }
        if (seen.refuses(use)) {
            Permit.require(use, seen.rules(), seen.user(), path(), isDirectory(open));
        }
        volume.arbiter().refuseUntenured();
        return open;
    }

    private static boolean isDirectory(LocalOpen open) throws StorageException {
        return open.kind() == Attributes.Kind.DIRECTORY;
    }

    /** The open, if it was opened with a right. */
    final LocalOpen live(Access needed, Use use) throws StorageException {
        LocalOpen open = live(use);
        if (!open.access.contains(needed)) {
            throw new StorageException(Reason.ACCESS_DENIED, path() + " was not opened for " + needed);
        }
        return open;
    }

    /** Refuses to be open to read, for a user who may not. */
    final void requireRead(Identity user, VPath at) throws StorageException {
        if (!user.may(Right.LIST) || !user.may(Right.READ)) {
            Right needed = isDirectory(live(Use.LOOK)) ? Right.LIST : Right.READ;
            AccessRules.require(user, needed, at);
        }
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public Attributes.Kind kind() throws StorageException {
        return live(Use.LOOK).kind();
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        return volume.links().shown(live(Use.LOOK).node().attributes());
    }

    @Override
    public Attributes opened() throws StorageException {
        LocalOpen open = live(Use.LOOK);
        Node node = open.node();
        return volume.links().shown(open.isDifferent() ? node.attributes() : node.opened());
    }

    @Override
    public Attributes attributesAtOpen() throws StorageException {
        LocalOpen open = live(Use.LOOK);
        Node node = open.node();
        return volume.links().shown(open.isDifferent() ? node.attributes() : node.attributesAtOpen());
    }

    @Override
    public boolean isDeletePending() throws StorageException {
        return live(Use.LOOK).guard().isDeletePending();
    }

    @Override
    public boolean isEmpty() throws StorageException {
        return live(Use.LOOK).node().isEmpty();
    }

    @Override
    public long size() throws StorageException {
        return live(Use.LOOK).node().size();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        LocalOpen open = live(Use.WRITE);
        if (volume.arbiter().leases.inForce()) {
            volume.arbiter().beginsToWrite(open);
        }
        open.node().change(changes);
        volume.arbiter().tell(open, Change.Type.ATTRIBUTES);
        volume.arbiter().entryChanged(open);
    }

    @Override
    public void checkRead(ByteRange range) throws StorageException {
        LocalOpen open = live(Access.READ, Use.READ);
        if (!open.guard().quiet()) {
            open.guard().mayRead(range);
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        LocalOpen open = live(Use.READ);
        if (!open.guard().quiet() && into.hasRemaining() && position >= 0) {
            open.guard().mayRead(new ByteRange(position, into.remaining()));
        }
        return open.node().read(into, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        LocalOpen open = live(Use.READ);
        if (!open.guard().quiet() && count > 0 && position >= 0) {
            open.guard().mayRead(new ByteRange(position, count));
        }
        return open.node().transferTo(position, count, sink);
    }

    @Override
    public void announce(long bytes) throws StorageException {
        live(Access.WRITE, Use.WRITE).node().announce(bytes);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        LocalOpen open = live(appends ? Access.APPEND : Access.WRITE, Use.WRITE);
        giveWay(open);
        if (!open.guard().quiet() && from.hasRemaining() && position >= 0) {
            long start = appends ? open.node().size() : position;
            open.guard().mayWrite(new ByteRange(start, from.remaining()));
        }
        open.node().write(from, position);
        written(open);
    }

    @Override
    public void resize(long size) throws StorageException {
        LocalOpen open = live(Access.WRITE, Use.WRITE);
        giveWay(open);
        if (!open.guard().quiet() && size >= 0) {
            long now = open.node().size();
            open.guard().mayWrite(now < size ? new ByteRange(now, size - now) : from(size));
        }
        open.node().resize(size);
        written(open);
    }

    /** What others cache of the file is out of date with each change of content. */
    final void giveWay(LocalOpen open) throws StorageException {
        Arbiter arbiter = volume.arbiter();
        if (arbiter.leases.inForce() && !open.upload) {
            arbiter.beginsToWrite(open);
            Patience patience = Patience.of(Arbiter.LONGEST_CLOSE);
            volume.waits().during(patience, () -> arbiter.giveWay(open, LeaseBook.Step.WRITE, patience));
            arbiter.refuseUntenured(); // it may have waited long
        }
    }

    /** Everything from {@code start} to the end of the 64-bit space. */
    private static ByteRange from(long start) {
        return new ByteRange(start, -1L - start);
    }

    /** Listeners hear of the first change of content, and of all later ones at {@link #sync} and close. */
    final void written(LocalOpen open) throws StorageException {
        if (!open.upload) {
            volume.arbiter().giveWayAfter(open, LeaseBook.Step.WRITE);
        }
        if (open.writes()) {
            volume.arbiter().tellWritten(open);
        }
    }

    @Override
    public void sync() throws StorageException {
        LocalOpen open = live(Use.LOOK);
        open.node().sync();
        if (open.isWritten()) {
            volume.arbiter().tellWritten(open);
        }
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        LocalOpen open = live(Use.READ);
        AccessRules rules = volume.rules();
        List<Entry> entries = open.node().next(max);
        if (rules.hidden().isEmpty()) {
            return shown(entries);
        }
        List<Entry> shown = without(rules, entries);
        while (shown.isEmpty() && !entries.isEmpty()) { // empty only at the end
            entries = open.node().next(max);
            shown = without(rules, entries);
        }
        return shown(shown);
    }

    /** Texts of links start at the session's root. */
    private List<Entry> shown(List<Entry> entries) {
        if (volume.links().root().isRoot()
                || entries.stream().noneMatch(entry -> entry.attributes().isLink())) {
            return entries;
        }
        return entries.stream()
                .map(entry -> new Entry(entry.name(), volume.links().shown(entry.attributes())))
                .toList();
    }

    private static List<Entry> without(AccessRules rules, List<Entry> entries) {
        return entries.stream().filter(entry -> !rules.hides(entry.name())).toList();
    }

    @Override
    public List<String> leftOut() {
        LocalOpen open = live;
        return open == null ? List.of() : open.node().leftOut();
    }

    @Override
    public void rewind() throws StorageException {
        live(Use.READ).node().rewind();
    }
}
