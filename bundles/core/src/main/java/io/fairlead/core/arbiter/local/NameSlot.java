// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One name in the tree of names that something is open at or going on at. A renamed directory is one slot moved as one
 * subtree, so that the paths of all that is open below follow at once. A named stream is a slot below its file. Guarded by
 * the table; slots that nothing needs any more are taken out.
 */
final class NameSlot {
    private static final String STREAM = "\0"; // no name of a file begins so

    private NameSlot parent;
    private String name;
    private String key;
    private Map<String, NameSlot> children = Map.of(); // a map that can be changed only from two on; the lists likewise

    /** Opens of what has this name now. */
    List<Entry> opens = List.of();

    /** Uploads that will take this name when they close. */
    List<Entry> uploads = List.of();

    /** What has this name now, where the storage has no stable ids. */
    SharedFile file;

    /** Passages by, and waiters for, this slot; see {@link LocalPassage}. */
    int lookers;

    boolean taken;
    boolean treeTaken;
    int takenBelow;
    int streamsTaken;
    int waiters;

    /** Whether it is kept for the next open; see {@link Passages#prune}. */
    boolean resting;

    private NameSlot(NameSlot parent, String name, String key) {
        this.parent = parent;
        this.name = name;
        this.key = key;
    }

    static NameSlot root() {
        return new NameSlot(null, "", "");
    }

    NameSlot parent() {
        return parent;
    }

    /** The slot of a name in here, made if need be. {@code folded} is the name as the storage compares it. */
    NameSlot child(String childName, String folded) {
        NameSlot found = children.get(folded);
        return found == null ? adopt(new NameSlot(this, childName, folded)) : found;
    }

    /** The slot of a named stream of the file here, made if need be. */
    NameSlot stream(String folded) {
        return child(STREAM + folded, STREAM + folded);
    }

    /** Most slots have one child, or none. */
    private NameSlot adopt(NameSlot child) {
        child.parent = this;
        if (children.isEmpty()) {
            children = Map.of(child.key, child);
        } else {
            if (children.size() == 1) {
                children = new HashMap<>(children);
            }
            children.put(child.key, child);
        }
        return child;
    }

    private void lose(NameSlot child) {
        if (children.get(child.key) != child) {
            return;
        }
        if (children.size() == 1) {
            children = Map.of();
        } else {
            if (children.size() == 2) {
                children = new HashMap<>(children);
            }
            children.remove(child.key);
        }
    }

    void add(Entry open) {
        opens = with(opens, open);
    }

    /** As {@link #add(Entry)}; {@code alike} may serve for the list, which can't be changed if it has this one only. */
    void add(Entry open, List<Entry> alike) {
        opens = opens.isEmpty() && alike.size() == 1 ? alike : with(opens, open);
    }

    void addUpload(Entry upload) {
        uploads = with(uploads, upload);
    }

    void remove(Entry entry) {
        opens = without(opens, entry);
        uploads = without(uploads, entry);
    }

    static <T> List<T> with(List<T> some, T more) {
        if (some.isEmpty()) {
            return List.of(more);
        }
        List<T> grown = some.size() == 1 ? new ArrayList<>(some) : some;
        grown.add(more);
        return grown;
    }

    static <T> List<T> without(List<T> some, T gone) {
        if (!some.contains(gone)) {
            return some;
        }
        if (some.size() == 1) {
            return List.of();
        }
        List<T> left = some.size() == 2 ? new ArrayList<>(some) : some;
        left.remove(gone);
        return left.size() == 1 ? List.of(left.get(0)) : left;
    }

    boolean isStream() {
        return key.startsWith(STREAM);
    }

    /** Of a stream, its file's. */
    VPath path() {
        if (parent == null) {
            return VPath.ROOT;
        }
        VPath above = parent.path();
        if (isStream()) {
            return above;
        }
        try {
            return above.child(name);
        } catch (StorageException tooLong) { // after a parent was renamed to something longer
            return above;
        }
    }

    boolean isIdle() {
        return children.isEmpty()
                && opens.isEmpty()
                && uploads.isEmpty()
                && lookers == 0
                && !taken
                && takenBelow == 0
                && waiters == 0;
    }

    /** Takes this slot out, and those above, as far as they are of no use any more. */
    void prune() {
        NameSlot slot = this;
        while (slot.parent != null && slot.isIdle()) {
            slot.parent.lose(slot);
            slot = slot.parent;
        }
    }

    /** This slot, and every slot below. */
    void forEach(Consumer<NameSlot> visitor) {
        visitor.accept(this);
        forEachBelow(visitor);
    }

    /** The named streams of the file here. */
    void forEachStream(Consumer<NameSlot> visitor) {
        for (NameSlot child : children.values()) {
            if (child.isStream()) {
                visitor.accept(child);
            }
        }
    }

    /** Files and streams that are open by this name, and with {@code below} by those below. */
    List<FileKey> openFiles(boolean below) {
        Set<FileKey> found = new LinkedHashSet<>();
        Consumer<NameSlot> add = slot -> slot.opens.forEach(open -> found.add(open.file.key));
        add.accept(this);
        if (below) {
            forEachBelow(add);
        } else {
            forEachStream(add);
        }
        return List.copyOf(found);
    }

    void forEachBelow(Consumer<NameSlot> visitor) {
        children.values().forEach(child -> child.forEach(visitor));
    }

    /**
     * Leaves the name free: what is open here, and its streams, keep their last path in a slot that nobody finds. Names
     * below a directory stay where they are.
     */
    void unlink() {
        NameSlot lost = new NameSlot(parent, name, key);
        for (NameSlot child : List.copyOf(children.values())) {
            if (child.isStream()) {
                child.opens.forEach(open -> open.unlinked = true);
                lose(child);
                lost.adopt(child);
            }
        }
        opens.forEach(open -> open.unlinked = true);
        moveOpens(lost);
    }

    /** Gives what is open here, and all below, the slot of {@code target}; uploads to either name stay where they are. */
    void moveTo(NameSlot target) {
        target.unlink();
        moveOpens(target);
        children.values().forEach(target::adopt);
        children = Map.of();
    }

    /** After a rename that changed no more than the case. */
    void respell(String newName) {
        name = newName;
    }

    private void moveOpens(NameSlot to) {
        for (Entry open : opens) {
            open.slot = to;
            to.add(open);
        }
        opens = List.of();
        to.file = file;
        file = null;
    }
}
