// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what is open on a storage, and where in the code it was opened. Thread-safe. */
public final class CountingStorage extends ForwardingStorage {
    private final Map<Volume, Throwable> volumes = new ConcurrentHashMap<>();
    private final Map<Node, Throwable> nodes = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    public CountingStorage(Storage delegate) {
        super(delegate);
    }

    /** Nodes open at this moment. */
    public int openNodes() {
        return nodes.size();
    }

    /** Volumes open at this moment. */
    public int openVolumes() {
        return volumes.size();
    }

    /** Nodes opened so far. */
    public long openedNodes() {
        return opened.get();
    }

    /**
     * Fails if a node is open.
     *
     * @throws AssertionError whose causes and suppressed exceptions are the places where they were opened
     */
    public void checkNoOpenNodes() {
        check("nodes", nodes);
    }

    /** Fails if a volume is open, as {@link #checkNoOpenNodes}. */
    public void checkNoOpenVolumes() {
        check("volumes", volumes);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        Volume volume = super.mount(user, policy);
        volumes.put(volume, new Throwable("volume of " + user.name() + " opened here"));
        return volume;
    }

    @Override
    protected Volume wrap(Volume volume) {
        return new CountingVolume(volume);
    }

    private static void check(String what, Map<?, Throwable> open) {
        if (!open.isEmpty()) {
            AssertionError error = new AssertionError(open.size() + " " + what + " left open");
            open.values().forEach(error::addSuppressed);
            throw error;
        }
    }

    private final class CountingVolume extends ForwardingVolume implements ForwardedExtensions.Nodes {
        private final ForwardedExtensions extensions = new ForwardedExtensions(delegate, this);
        private final Set<CountingNode> mine = ConcurrentHashMap.newKeySet();

        CountingVolume(Volume delegate) {
            super(delegate);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            return wrap(delegate.open(path, how), path + ", " + how);
        }

        @Override
        public Node wrap(Node below, String what) {
            CountingNode node = new CountingNode(below, this);
            opened.incrementAndGet();
            nodes.put(node, new Throwable(what + ", opened here"));
            mine.add(node);
            return node;
        }

        @Override
        public Node unwrap(Node ours) {
            return ((CountingNode) ours).below();
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return extensions.find(type);
        }

        @Override
        public void close() throws StorageException {
            volumes.remove(this);
            mine.forEach(nodes::remove); // the contract has the volume close them
            delegate.close();
        }
    }

    private final class CountingNode extends ForwardingNode {
        private final CountingVolume volume;

        CountingNode(Node delegate, CountingVolume volume) {
            super(delegate);
            this.volume = volume;
        }

        Node below() {
            return delegate;
        }

        @Override
        public Attributes attributesAtOpen() throws StorageException {
            return delegate.attributesAtOpen();
        }

        @Override
        public void close() throws StorageException {
            nodes.remove(this);
            volume.mine.remove(this);
            delegate.close();
        }
    }
}
