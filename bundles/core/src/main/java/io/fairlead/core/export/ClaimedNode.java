// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The content of an open: what moves bytes, attributes and entries, under the locks of others and the rules. Moving bytes
 * costs two volatile reads more than the storage takes for it, and allocates nothing, while nobody has locked a range.
 */
abstract class ClaimedNode implements Node {
    final ArbitratedVolume volume;
    final AtomicReference<Claim> live;
    private final NodeId id;
    private final boolean created;
    private final boolean appends;

    ClaimedNode(ArbitratedVolume volume, Claim claim) {
        this.volume = volume;
        this.live = new AtomicReference<>(claim);
        this.id = claim.node.id();
        this.created = claim.node.created();
        this.appends = claim.access.contains(Access.APPEND) && !claim.access.contains(Access.WRITE);
    }

    final Claim live() throws StorageException {
        Claim claim = live.get();
        if (claim == null) {
            throw volume.gone();
        }
        return claim;
    }

    /** For tests; null when closed or parked. */
    Claim claim() {
        return live.get();
    }

    final Claim live(Access needed) throws StorageException {
        Claim claim = live();
        if (!claim.access.contains(needed)) {
            throw new StorageException(
                    Reason.ACCESS_DENIED, volume.arbiter().opens.path(claim) + " was not opened for " + needed);
        }
        return claim;
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        return volume.links().shown(live().node.attributes());
    }

    @Override
    public long size() throws StorageException {
        return live().node.size();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        Claim claim = live();
        claim.node.change(changes);
        tell(claim, Change.Type.ATTRIBUTES);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        Claim claim = live();
        if (claim.file.guarded() && into.hasRemaining() && position >= 0) {
            claim.file.locks().mayRead(claim, new ByteRange(position, into.remaining()));
        }
        return claim.node.read(into, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        Claim claim = live();
        if (claim.file.guarded() && count > 0 && position >= 0) {
            claim.file.locks().mayRead(claim, new ByteRange(position, count));
        }
        return claim.node.transferTo(position, count, sink);
    }

    @Override
    public void announce(long bytes) throws StorageException {
        live(Access.WRITE).node.announce(bytes);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        Claim claim = live(appends ? Access.APPEND : Access.WRITE);
        if (claim.file.guarded() && from.hasRemaining() && position >= 0) {
            long start = appends ? claim.node.size() : position;
            volume.arbiter().giveWay(claim, LeaseBook.Step.WRITE);
            claim.file.locks().mayWrite(claim, new ByteRange(start, from.remaining()));
        }
        claim.node.write(from, position);
        written(claim);
    }

    @Override
    public void resize(long size) throws StorageException {
        Claim claim = live(Access.WRITE);
        if (claim.file.guarded() && size >= 0) {
            long now = claim.node.size();
            volume.arbiter().giveWay(claim, LeaseBook.Step.WRITE);
            claim.file.locks().mayWrite(claim, now < size ? new ByteRange(now, size - now) : from(size));
        }
        claim.node.resize(size);
        written(claim);
    }

    /** Everything from {@code start} to the end of the 64-bit space. */
    private static ByteRange from(long start) {
        return new ByteRange(start, -1L - start);
    }

    /** Listeners hear of the first change of content, and of all later ones at {@link #sync} and close. */
    private void written(Claim claim) {
        if (!claim.written) {
            claim.written = true;
            tell(claim, Change.Type.MODIFIED);
        }
    }

    private void tell(Claim claim, Change.Type type) {
        Arbiter arbiter = volume.arbiter();
        if (!claim.upload && !claim.unlinked && arbiter.changes.isWatched()) {
            arbiter.changes.publish(Change.of(type, arbiter.opens.path(claim)));
        }
    }

    @Override
    public void sync() throws StorageException {
        Claim claim = live();
        claim.node.sync();
        if (claim.written) {
            tell(claim, Change.Type.MODIFIED);
        }
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        Claim claim = live();
        AccessRules rules = volume.rules();
        List<Entry> entries = claim.node.next(max);
        if (rules.hidden().isEmpty()) {
            return shown(entries);
        }
        List<Entry> shown = without(rules, entries);
        while (shown.isEmpty() && !entries.isEmpty()) { // empty only at the end
            entries = claim.node.next(max);
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
    public void rewind() throws StorageException {
        live().node.rewind();
    }
}
