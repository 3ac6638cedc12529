// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<String, NameSlot> children = new HashMap<>(4);

    /** Opens of what has this name now. */
    final List<Entry> opens = new ArrayList<>(2);

    /** Uploads that will take this name when they close. */
    final List<Entry> uploads = new ArrayList<>(0);

    /** What has this name now, where the storage has no stable ids. */
    SharedFile file;

    /** Passages by, and waiters for, this slot; see {@link LocalPassage}. */
    int lookers;

    boolean taken;
    boolean treeTaken;
    int takenBelow;
    int streamsTaken;
    int waiters;

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
        return children.computeIfAbsent(folded, k -> new NameSlot(this, childName, k));
    }

    /** The slot of a named stream of the file here, made if need be. */
    NameSlot stream(String folded) {
        return children.computeIfAbsent(STREAM + folded, k -> new NameSlot(this, k, k));
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
            slot.parent.children.remove(slot.key, slot);
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
                children.remove(child.key);
                child.parent = lost;
                lost.children.put(child.key, child);
            }
        }
        opens.forEach(open -> open.unlinked = true);
        moveOpens(lost);
    }

    /** Gives what is open here, and all below, the slot of {@code target}; uploads to either name stay where they are. */
    void moveTo(NameSlot target) {
        target.unlink();
        moveOpens(target);
        for (NameSlot child : children.values()) {
            child.parent = target;
        }
        target.children.putAll(children);
        children.clear();
    }

    /** After a rename that changed no more than the case. */
    void respell(String newName) {
        name = newName;
    }

    private void moveOpens(NameSlot to) {
        for (Entry open : opens) {
            open.slot = to;
        }
        to.opens.addAll(opens);
        opens.clear();
        to.file = file;
        file = null;
    }
}
