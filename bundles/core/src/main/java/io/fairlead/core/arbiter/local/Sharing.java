// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.DirectoryInUse;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.ShareMode;
import java.util.ArrayList;
import java.util.List;

/** The refusals of {@link LocalOpens}, each a rule of [MS-FSA]. Called under the table's mutex. */
final class Sharing {
    private Sharing() {}

    /** [MS-FSA] 2.1.5.1.2, the sharing check. */
    static void refuseConflicts(List<Entry> others, ShareMode mode, NameSlot slot) throws StorageException {
        for (Entry other : others) {
            if (conflicts(other, mode)) {
                throw inUse(slot, other);
            }
        }
    }

    static boolean conflicts(Entry other, ShareMode mode) {
        return !other.ghost && other.record.mode().conflictsWith(mode);
    }

    /** Opens that do not let the file be deleted or renamed. */
    static void refuseKeepers(List<Entry> others, NameSlot slot) throws StorageException {
        for (Entry other : others) {
            if (!other.ghost && !other.record.mode().letsDelete()) {
                throw inUse(slot, other);
            }
        }
    }

    /** [MS-FSA] 2.1.5.1.2.2: who may delete a file deletes its streams. */
    static void refuseToDelete(NameSlot slot, ShareMode mode) throws StorageException {
        refuseKeepers(keepersOfStreams(slot, mode), slot);
    }

    /** Opens of the file's streams that do not let it be deleted, if that is what it is opened for. */
    static List<Entry> keepersOfStreams(NameSlot slot, ShareMode mode) {
        if ((mode.access() & ShareMode.DELETE) == 0 || slot.isStream()) {
            return List.of();
        }
        List<Entry> keepers = new ArrayList<>(0);
        slot.forEachStream(stream -> stream.opens.stream()
                .filter(open -> !open.ghost && !open.record.mode().letsDelete())
                .forEach(keepers::add));
        return keepers;
    }

    /** Opens of any kind, whatever they share. */
    static void refuseAny(List<Entry> others) throws StorageException {
        for (Entry other : others) {
            if (!other.ghost) {
                throw inUse(other.slot, other);
            }
        }
    }

    /** [MS-FSA] 2.1.5.1.2: nothing is opened that is going to be deleted. */
    static void refusePending(List<Entry> others, NameSlot slot) throws StorageException {
        for (Entry other : others) {
            if (other.file.deletePending && !other.unlinked) {
                throw pending(slot);
            }
        }
    }

    /** Uploads below, which need their folder: to the storage it may look empty. */
    static void refuseUploadsBelow(NameSlot folder) throws StorageException {
        List<Entry> found = new ArrayList<>(0);
        folder.forEachBelow(slot -> found.addAll(slot.uploads));
        if (!found.isEmpty()) {
            throw inUse(found.get(0).slot, found.get(0));
        }
    }

    /** Something new, in a folder or at a name that may be going to be deleted, or taken by uploads. */
    static void refuseToMake(NameSlot slot, List<Entry> uploads, ShareMode mode) throws StorageException {
        refuseNewIn(slot);
        refusePending(slot.opens, slot);
        refuseConflicts(uploads, mode, slot);
    }

    private static void refuseNewIn(NameSlot slot) throws StorageException {
        if (slot.parent() != null) {
            refusePending(slot.parent().opens, slot);
        }
    }

    /** A rename opens the directory that it moves into to write there, and does not share its deletion. */
    private static void refuseToMoveInto(NameSlot directory) throws StorageException {
        if (directory == null) {
            return;
        }
        for (Entry other : directory.opens) {
            ShareMode mode = other.record.mode();
            boolean deletes = (mode.access() & ShareMode.DELETE) != 0;
            boolean keeps = mode.access() != 0 && (mode.share() & ShareMode.WRITE) == 0;
            if (!other.ghost && (deletes || keeps)) {
                throw new DirectoryInUse(directory.path() + " is open for " + other.record.owner());
            }
        }
    }

    /** Another name for a file, where something may have that name. */
    static void refuseReplacement(NameSlot slot, boolean replace) throws StorageException {
        refusePending(slot.opens, slot);
        refuseNewIn(slot);
        if (replace) {
            refuseKeepers(slot.opens, slot);
            refuseKeepers(slot.uploads, slot);
        }
    }

    /** [MS-FSA] 2.1.5.14.11; {@code strict} as Windows has it. */
    static void refuseRename(NameSlot from, NameSlot to, boolean replace, boolean strict) throws StorageException {
        List<Entry> below = new ArrayList<>();
        from.forEachBelow(slot -> {
            below.addAll(slot.opens);
            below.addAll(slot.uploads);
        });
        if (strict) {
            refuseAny(below);
            refuseAny(to.opens);
            refuseAny(to.uploads);
            refuseToMoveInto(to.parent());
        }
        refuseKeepers(below, from);
        refuseUploadsBelow(to);
        refuseReplacement(to, replace);
    }

    /** Those that wait for their client, and may be asked to go. */
    static List<OpenId> evictable(List<Entry> standing) {
        return standing.stream()
                .filter(entry -> entry.parked && !entry.persistent)
                .map(entry -> entry.record.id())
                .distinct()
                .toList();
    }

    static StorageException pending(NameSlot slot) {
        return new StorageException(Reason.DELETE_PENDING, slot.path() + " is going to be deleted");
    }

    private static StorageException inUse(NameSlot slot, Entry other) {
        return new StorageException(Reason.IN_USE, slot.path() + " is open for " + other.record.owner());
    }
}
