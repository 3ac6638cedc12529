// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.ChangeFeed;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells a storage's report of what was done through the Export from one of something else, so that a listener hears of it
 * once, whichever comes first. It goes by name, kind and time. Something that is made, and something that goes, is reported
 * once each time: a report stands for one change of ours, made a few seconds before or after ({@link ReportDelay}).
 * Of writes and attributes a storage reports as many as it likes: within that time they all stand for ours. Not thread-safe.
 */
public final class Echoes {
    private static final int REMEMBERED = 1024;

    /** What a storage may report of something new beside that it came. */
    private static final Set<Change.Type> LATER =
            EnumSet.complementOf(EnumSet.of(Change.Type.CREATED, Change.Type.DELETED));

    private static final class Memory extends LinkedHashMap<VPath, Seen> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VPath, Seen> eldest) {
            return size() > REMEMBERED;
        }
    }

    private static final class Seen {
        final EnumSet<Change.Type> types = EnumSet.noneOf(Change.Type.class);
        int created; // changes that have no counterpart yet, as the next
        int deleted;
        long at;

        void count(Change.Type type, int by) {
            created += type == Change.Type.CREATED ? by : 0;
            deleted += type == Change.Type.DELETED ? by : 0;
        }

        int count(Change.Type type) {
            return type == Change.Type.CREATED ? created : deleted;
        }
    }

    private final LongSupplier nanoTime;
    private final ReportDelay delay;
    private final Memory own = new Memory();
    private final Memory outside = new Memory();

    public Echoes(LongSupplier nanoTime, ReportDelay delay) {
        this.nanoTime = nanoTime;
        this.delay = delay;
    }

    /** Notes what we did before this began, of which the storage may tell yet. */
    public void before(ChangeFeed.Past past) {
        own(past.change(), past.nanoTime());
    }

    /** Notes a change of ours; false if the storage has told of it already. */
    public boolean own(Change change) {
        return own(change, nanoTime.getAsLong());
    }

    private boolean own(Change change, long at) {
        return switch (change.type()) {
            case CREATED -> {
                note(own, change.path(), LATER, at);
                yield isNew(own, outside, change.path(), Change.Type.CREATED, at);
            }
            case DELETE_PENDING -> true; // which no storage tells of
            case DELETED -> isNew(own, outside, change.path(), Change.Type.DELETED, at);
            case RENAMED -> {
                boolean told = seen(outside, change.path(), Change.Type.RENAMED);
                note(own, change.path(), LATER, at);
                isNew(own, outside, change.path(), Change.Type.CREATED, at);
                isNew(own, outside, change.from(), Change.Type.DELETED, at);
                yield !told;
            }
            case MODIFIED -> {
                boolean told = seen(outside, change.path(), Change.Type.MODIFIED);
                note(own, change.path(), EnumSet.of(Change.Type.MODIFIED, Change.Type.ATTRIBUTES), at);
                yield !told;
            }
            default -> {
                boolean told = seen(outside, change.path(), change.type());
                // a storage that can't tell them from one another says that the file was modified
                note(own, change.path(), EnumSet.of(change.type(), Change.Type.MODIFIED, Change.Type.ATTRIBUTES), at);
                yield !told;
            }
        };
    }

    /** Notes what the storage reports; false if it is what we did. */
    public boolean outside(Change change) {
        return cause(change).isEmpty();
    }

    /** Notes what the storage reports. When we last did something there, if that is what it reports; else empty. */
    public OptionalLong cause(Change change) {
        Change.Type type = change.type();
        long now = nanoTime.getAsLong();
        Seen ours = present(own, change.path());
        OptionalLong when = ours == null ? OptionalLong.empty() : OptionalLong.of(ours.at);
        if (type == Change.Type.CREATED || type == Change.Type.DELETED) {
            boolean others = isNew(outside, own, change.path(), type, now);
            if (others) {
                reportedBefore(change.path(), type);
            }
            return others ? OptionalLong.empty() : when;
        }
        note(outside, change.path(), EnumSet.of(type), now);
        return seen(own, change.path(), type) ? when : OptionalLong.empty();
    }

    /** Somebody has come who heard nothing of what was reported: our changes of content and attributes are told to all. */
    public void newcomer() {
        outside.values().forEach(seen -> seen.types.clear());
    }

    /** Reports come in order: what came before a change of somebody else's, and was ours, has been reported by now. */
    private void reportedBefore(VPath path, Change.Type type) {
        Seen seen = own.get(path);
        if (seen != null) {
            Change.Type opposite = type == Change.Type.CREATED ? Change.Type.DELETED : Change.Type.CREATED;
            seen.count(opposite, -seen.count(opposite));
        }
    }

    /** Whether a change has no counterpart on the other side; it is counted here until that comes. */
    private boolean isNew(Memory here, Memory there, VPath path, Change.Type type, long at) {
        boolean known = take(there, path, type);
        if (!known) {
            note(here, path, Set.of(), at).count(type, 1);
        }
        return !known;
    }

    /** Takes back one that was counted; false if there is none. */
    private boolean take(Memory memory, VPath path, Change.Type type) {
        Seen seen = present(memory, path);
        boolean counted = seen != null && seen.count(type) > 0;
        if (counted) {
            seen.count(type, -1);
            delay.seen(nanoTime.getAsLong() - seen.at);
        }
        return counted;
    }

    private Seen note(Memory memory, VPath path, Set<Change.Type> types, long at) {
        Seen seen = present(memory, path);
        memory.remove(path); // and in again, as the youngest
        if (seen == null) {
            seen = new Seen();
        }
        seen.types.addAll(types);
        seen.at = at;
        memory.put(path, seen);
        return seen;
    }

    private boolean seen(Memory memory, VPath path, Change.Type type) {
        Seen seen = present(memory, path);
        return seen != null && seen.types.contains(type);
    }

    /** Null for nothing, or nothing of late. */
    private Seen present(Memory memory, VPath path) {
        Seen seen = memory.get(path);
        return seen == null || nanoTime.getAsLong() - seen.at > delay.window() ? null : seen;
    }
}
