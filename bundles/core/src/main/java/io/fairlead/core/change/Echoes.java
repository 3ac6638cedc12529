// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells a storage's report of what was done through the Export from one of something else, so that a listener hears of it
 * once, whichever comes first. It goes by name, kind and time: a change from outside that repeats ours within
 * {@value #WINDOW_SECONDS} s goes unheard. Not thread-safe.
 */
public final class Echoes {
    private static final int WINDOW_SECONDS = 2;
    private static final long WINDOW_NANOS = Duration.ofSeconds(WINDOW_SECONDS).toNanos();
    private static final int REMEMBERED = 1024;

    private static final class Memory extends LinkedHashMap<VPath, Seen> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VPath, Seen> eldest) {
            return size() > REMEMBERED;
        }
    }

    private static final class Seen {
        final EnumSet<Change.Type> types = EnumSet.noneOf(Change.Type.class);
        long at;
    }

    private final LongSupplier nanoTime;
    private final Memory own = new Memory();
    private final Memory outside = new Memory();

    public Echoes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a change of ours; false if the storage has told of it already. */
    public boolean own(Change change) {
        boolean told = seen(outside, change.path(), change.type());
        switch (change.type()) {
            case CREATED, RENAMED -> note(own, change.path(), EnumSet.complementOf(EnumSet.of(Change.Type.DELETED)));
            case MODIFIED -> note(own, change.path(), EnumSet.of(Change.Type.MODIFIED, Change.Type.ATTRIBUTES));
            default -> note(own, change.path(), EnumSet.of(change.type()));
        }
        if (change.from() != null) {
            note(own, change.from(), EnumSet.of(Change.Type.DELETED));
        }
        return !told;
    }

    /** Notes what the storage reports; false if it is what we did. */
    public boolean outside(Change change) {
        note(outside, change.path(), EnumSet.of(change.type()));
        return !seen(own, change.path(), change.type());
    }

    private void note(Memory memory, VPath path, Set<Change.Type> types) {
        Seen seen = memory.remove(path); // and in again, as the youngest
        long now = nanoTime.getAsLong();
        if (seen == null || now - seen.at > WINDOW_NANOS) {
            seen = new Seen();
        }
        seen.types.addAll(types);
        seen.at = now;
        memory.put(path, seen);
    }

    private boolean seen(Memory memory, VPath path, Change.Type type) {
        Seen seen = memory.get(path);
        return seen != null && nanoTime.getAsLong() - seen.at <= WINDOW_NANOS && seen.types.contains(type);
    }
}
