// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CREATEs that a client may send again, by the CreateGuid it gave them, [MS-SMB2] 3.3.5.9.10: those under way, and opens
 * that nothing has been done with yet (IsReplayEligible). Thread-safe.
 */
public final class CreateGuids {
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    /**
     * Names a CREATE.
     *
     * @param client ClientGuid
     * @param create CreateGuid
     */
    public record Key(UUID client, UUID create) {}

    /** One CREATE. */
    public final class Entry {
        private final Key key;
        private volatile SmbOpen open; // null while it is under way

        private Entry(Key key) {
            this.key = key;
        }

        /** Empty while it is under way. */
        public Optional<SmbOpen> open() {
            return Optional.ofNullable(open);
        }

        /** It has made an open, by which it is found until somebody uses or closes that. */
        public void made(SmbOpen result) {
            open = result;
            result.whenUsed(this::forget);
        }

        /** It is not found any more. Idempotent. */
        public void forget() {
            entries.remove(key, this);
        }
    }

    /** A CREATE begins; empty if there is one of this name, which {@link #find} gives. Whoever begins it makes or forgets it. */
    public Optional<Entry> begin(Key key) {
        Entry entry = new Entry(key);
        return entries.putIfAbsent(key, entry) == null ? Optional.of(entry) : Optional.empty();
    }

    public Optional<Entry> find(Key key) {
        return Optional.ofNullable(entries.get(key));
    }
}
