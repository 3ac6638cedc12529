// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The spellings under which something is being made at this moment, so that two who make one name in different cases make
 * one file. Thread-safe.
 */
final class Spellings {
    private final Map<Key, Held> held = new HashMap<>(); // guarded by this

    private record Key(NodeId folder, String folded) {}

    private static final class Held {
        final ReentrantLock choosing = new ReentrantLock(); // held over calls to the storage; nothing else is under it
        int holders; // guarded by the spellings
        String spelling; // guarded by choosing; null until it is chosen
    }

    /** Says how a name is to be spelled. */
    @FunctionalInterface
    interface Choice {
        String choose() throws StorageException;
    }

    /** A name that is spelled so until it is closed. Closing twice does nothing. */
    final class Spelling implements AutoCloseable {
        private final Key key;
        private final String name;
        private boolean closed; // guarded by the spellings

        private Spelling(Key key, String name) {
            this.key = key;
            this.name = name;
        }

        String name() {
            return name;
        }

        /** One more holder of the same; null if it was closed. */
        Spelling again() {
            synchronized (Spellings.this) {
                if (closed) {
                    return null;
                }
                held.get(key).holders++;
                return new Spelling(key, name);
            }
        }

        @Override
        public void close() {
            synchronized (Spellings.this) {
                if (!closed) {
                    closed = true;
                    release(key);
                }
            }
        }
    }

    /**
     * Holds the spelling of a name in a folder: that of others who hold it, else the one chosen.
     *
     * @throws StorageException of {@code choice}; then nothing is held
     */
    Spelling hold(NodeId folder, String name, Choice choice) throws StorageException {
        Key key = new Key(folder, CaseFolding.fold(name));
        Held one;
        synchronized (this) {
            one = held.computeIfAbsent(key, absent -> new Held());
            one.holders++;
        }
        Spelling found = null;
        one.choosing.lock();
        try {
            if (one.spelling == null) {
                one.spelling = choice.choose();
            }
            found = new Spelling(key, one.spelling);
            return found;
        } finally {
            one.choosing.unlock();
            if (found == null) {
                synchronized (this) {
                    release(key);
                }
            }
        }
    }

    private void release(Key key) {
        Held one = held.get(key);
        if (--one.holders == 0) {
            held.remove(key);
        }
    }

    /** For tests. */
    synchronized boolean isEmpty() {
        return held.isEmpty();
    }
}
