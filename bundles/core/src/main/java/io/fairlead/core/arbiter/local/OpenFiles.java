// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.OpenId;
import io.fairlead.core.arbiter.FileKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that something has open, by their key, or by their name where ids are not stable. Guarded by the table. */
final class OpenFiles {
    private final boolean stableIds;
    private final Map<FileKey, SharedFile> files = new HashMap<>(); // only with stable ids
    private final Map<OpenId, OpenId> claims = new HashMap<>(); // by whose end led to it, the deleter at work

    OpenFiles(boolean stableIds) {
        this.stableIds = stableIds;
    }

    /**
     * What is known of a file, or something new that {@link #add} makes known.
     *
     * @param created whether the storage has just made it: then what is known under its id is of a file that has gone,
     *     whose open held nothing that would have kept the id from being used again
     */
    SharedFile at(NameSlot slot, FileKey key, boolean created) {
        SharedFile found = find(slot, key);
        if (found != null && !(created && stableIds && found.hasLostItsNames())) {
            return found;
        }
        SharedFile owner = key.stream().isEmpty() ? null : at(slot.parent(), key.file(), false);
        return new SharedFile(key, owner);
    }

    private SharedFile find(NameSlot slot, FileKey key) {
        return stableIds ? files.get(key) : slot.file;
    }

    /** Adds an admitted open to its file and its slot. */
    void add(Entry entry) {
        SharedFile file = entry.file;
        (file.owner == null ? file : file.owner).hardLinked |= entry.record.hardLinked();
        file.opens = NameSlot.with(file.opens, entry);
        entry.slot.add(entry, file.opens);
        know(entry.slot, file);
        if (file.owner != null) {
            file.owner.streamOpens++;
            know(entry.slot.parent(), file.owner);
        }
    }

    private void know(NameSlot slot, SharedFile file) {
        if (stableIds) {
            files.put(file.key, file);
        } else {
            slot.file = file;
        }
    }

    void remove(Entry entry) {
        SharedFile file = entry.file;
        if (!file.opens.contains(entry)) {
            return;
        }
        file.opens = NameSlot.without(file.opens, entry);
        forgetUnused(entry.slot, file);
        if (file.owner != null) {
            file.owner.streamOpens--;
            forgetUnused(entry.slot.parent(), file.owner);
        }
    }

    private void forgetUnused(NameSlot slot, SharedFile file) {
        if (file.isUnused()) {
            files.remove(file.key, file);
            if (slot.file == file) {
                slot.file = null;
            }
        }
    }

    /**
     * What is open at a slot, and its streams, lose their name. A file without any other is known no longer: its id may be
     * another file's soon, while opens that hold no descriptor of it go on.
     */
    void unlink(NameSlot slot) {
        List<Entry> nameless = new ArrayList<>(slot.opens);
        slot.forEachStream(stream -> nameless.addAll(stream.opens));
        nameless.forEach(open -> open.unlinked = true);
        for (Entry open : nameless) {
            SharedFile whole = slot.isStream() || open.file.owner == null ? open.file : open.file.owner;
            if (whole.hasLostItsNames()) {
                files.remove(open.file.key, open.file);
                files.remove(whole.key, whole);
            }
        }
        slot.unlink();
    }

    /**
     * To one caller, the open that is to delete the file, when no other is left; before that, one that was to delete it and is
     * to no longer.
     *
     * @param claimant the open whose end it is the consequence of; asked again for this one, the answer is the same
     */
    Optional<OpenId> claimDeletion(SharedFile file, OpenId claimant) {
        if (file.deleting || !file.isLeft() || file.opens.isEmpty()) {
            return Optional.empty();
        }
        Entry next = file.opens.get(0);
        for (Entry open : file.opens) {
            next = open == file.deleter ? next : open;
        }
        file.deleting = next == file.deleter;
        claims.put(claimant, next.record.id());
        return Optional.of(next.record.id());
    }

    /** What the end of an open has led to, as long as that goes on. */
    Optional<OpenId> claimed(OpenId claimant) {
        return Optional.ofNullable(claims.get(claimant));
    }

    /** What was claimed is done. */
    void settled(OpenId claimed) {
        if (!claims.isEmpty()) {
            claims.values().removeIf(claimed::equals);
        }
    }

    /** After a stream was renamed. */
    void rekey(SharedFile file, FileKey key) {
        boolean known = files.remove(file.key, file);
        file.key = key;
        if (known) {
            files.put(key, file);
        }
    }

    boolean isEmpty() {
        return files.isEmpty() && claims.isEmpty();
    }
}
