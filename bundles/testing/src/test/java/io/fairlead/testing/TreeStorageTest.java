// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tree.TreeStorage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The contract over a tree on the heap, of which {@link TreeStorage} makes a storage. */
class TreeStorageTest extends StorageContract {
    @Override
    protected Storage storage() {
        return new HeapTree();
    }

    /** A file or folder; one without a parent has no name, or is the root. */
    private static final class Item {
        final long id;
        final Kind kind;
        final NavigableMap<String, Item> children = new TreeMap<>();
        byte[] content = new byte[0];
        Instant modified = Instant.now();
        Item parent;
        String name;

        Item(long id, Kind kind) {
            this.id = id;
            this.kind = kind;
        }

        Attributes attributes() {
            return Attributes.of(new NodeId(0, id), kind, content.length, modified);
        }
    }

    private static final class HeapTree extends TreeStorage<Item> {
        private final Item root = new Item(0, Kind.DIRECTORY);
        private long lastId;

        HeapTree() {
            super(EnumSet.of(
                    Feature.WRITE,
                    Feature.RANDOM_WRITE,
                    Feature.APPEND,
                    Feature.DIRECTORIES,
                    Feature.ATOMIC_REPLACE,
                    Feature.STABLE_IDS,
                    Feature.OPEN_SURVIVES_UNLINK));
        }

        @Override
        protected Item root() {
            return root;
        }

        @Override
        protected Optional<Item> find(Item folder, String name) {
            return Optional.ofNullable(folder.children.get(name));
        }

        @Override
        protected Attributes attributes(Item entry) {
            return entry.attributes();
        }

        @Override
        protected List<Entry> list(Item folder, String after, int max) {
            List<Entry> page = new ArrayList<>();
            for (Item child : folder.children.tailMap(after, false).values()) {
                if (page.size() < max) {
                    page.add(new Entry(child.name, child.attributes()));
                }
            }
            return page;
        }

        @Override
        protected int read(Item file, ByteBuffer into, long position) {
            if (position >= file.content.length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), file.content.length - position);
            into.put(file.content, (int) position, count);
            return count;
        }

        @Override
        protected Item make(Item folder, String name, Kind kind) {
            Item made = new Item(++lastId, kind);
            put(made, folder, name);
            return made;
        }

        private static void put(Item item, Item folder, String name) {
            item.parent = folder;
            item.name = name;
            folder.children.put(name, item);
        }

        @Override
        protected Item makeUnnamed() {
            return new Item(++lastId, Kind.FILE);
        }

        @Override
        protected void publish(Item unnamed, Item folder, String name) {
            put(unnamed, folder, name);
        }

        @Override
        protected void drop(Item unnamed) {}

        @Override
        protected void rename(Item entry, Item folder, String name) throws StorageException {
            remove(entry);
            put(entry, folder, name);
        }

        @Override
        protected void remove(Item entry) throws StorageException {
            if (entry.parent == null) {
                throw new StorageException(Reason.STALE, "it was removed");
            }
            entry.parent.children.remove(entry.name);
            entry.parent = null;
        }

        @Override
        protected void write(Item file, ByteBuffer from, long position) {
            int count = from.remaining();
            resize(file, Math.max(file.content.length, position + count));
            from.get(file.content, (int) position, count);
        }

        @Override
        protected void resize(Item file, long size) {
            file.content = Arrays.copyOf(file.content, (int) size);
            file.modified = Instant.now();
        }
    }
}
