// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import java.util.function.Consumer;

/** Changes made through one storage's Exports, told to who watches. Paths are the storage's. Thread-safe. */
public interface ChangeFeed {
    /** How many changes are known to who subscribes after them. */
    int REMEMBERED = 1024;

    /**
     * What a subscriber wants to hear of; it follows the folder when that, or one above, is renamed.
     *
     * @param directory the folder
     * @param recursive everything below, not its own entries only
     */
    record Interest(VPath directory, boolean recursive) {
        /** Whether a change concerns it; a rename of the folder, or of one above, does too. */
        public boolean includes(Change change) {
            return sees(change.path()) || (change.from() != null && (sees(change.from()) || moves(change)));
        }

        private boolean sees(VPath path) {
            return path.equals(directory)
                    || (recursive
                            ? path.startsWith(directory)
                            : !path.isRoot() && path.parent().equals(directory));
        }

        private boolean moves(Change change) {
            return directory.startsWith(change.from());
        }

        /** What it is after a change that it {@link #includes}. */
        public Interest after(Change change) {
            return change.from() != null && moves(change)
                    ? new Interest(directory.rebase(change.from(), change.path()), recursive)
                    : this;
        }
    }

    /**
     * A change as one subscriber gets it.
     *
     * @param number counts what was sent to this subscriber, from 1, without a gap: where one is missing, changes were lost
     * @param change what
     */
    record Numbered(long number, Change change) {}

    /**
     * A change told before a subscriber came, while others listened.
     *
     * @param nanoTime when, as {@link System#nanoTime} has it
     * @param change what
     */
    record Past(long nanoTime, Change change) {}

    /** Whether anybody listens; one volatile read, so that a change nobody asked for costs no more. */
    boolean isWatched();

    /** Tells everybody who is interested; does not block, whatever they do. */
    void publish(Change change);

    /**
     * Begins to tell.
     *
     * @param listener called by whoever publishes, one at a time; it must not block
     * @throws StorageException {@code UNAVAILABLE}
     */
    default Watch.Subscription subscribe(Interest interest, Consumer<Numbered> listener) throws StorageException {
        return subscribe(interest, past -> {}, listener);
    }

    /**
     * Begins to tell, and first what the subscriber would have heard in the last seconds: the storage, whose reports are
     * late, may tell of that yet.
     *
     * @param before called for each of the last {@value #REMEMBERED} at most, the oldest first, and not any more once this
     *     returns; it must not block
     * @param listener called by whoever publishes, one at a time, and not before the last of {@code before}; it must not block
     * @throws StorageException {@code UNAVAILABLE}
     */
    Watch.Subscription subscribe(Interest interest, Consumer<Past> before, Consumer<Numbered> listener)
            throws StorageException;
}
