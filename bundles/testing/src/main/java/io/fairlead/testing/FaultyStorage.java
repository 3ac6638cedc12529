// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Fails one call, counted over everything that may fail: mounts, volumes and nodes. A failing call has changed nothing;
 * a failing close closes all the same, and publishes nothing. To try every place where something can break, run a test
 * with {@code failAt(1)}, {@code failAt(2)} and so on, until {@link #hasFailed} says no. Thread-safe.
 */
public final class FaultyStorage extends ForwardingStorage {
    private static final long OTHERS_TURN_NANOS = 100_000;

    private final AtomicLong calls = new AtomicLong();
    private volatile long failingCall = Long.MAX_VALUE;
    private volatile Reason reason = Reason.IO; // null to throw what no storage should
    private volatile String breaking; // null for none
    private volatile int oneIn; // 0 for none
    private volatile String failingCalls = "";
    private final Set<NodeId> undeleted = ConcurrentHashMap.newKeySet();

    /** Fails nothing yet. */
    public FaultyStorage(Storage delegate) {
        super(delegate);
    }

    /** Starts to count anew, and fails the call with this number, from 1 on. */
    public void failAt(long number, Reason why) {
        reason = why;
        failingCall = number;
        calls.set(0);
    }

    /** As {@link #failAt}, with an exception that no storage should throw. */
    public void breakAt(long number) {
        failAt(number, null);
    }

    /** Has every call of a kind throw what no storage should, until told otherwise: {@code close} of a node, for one. */
    public void breakEvery(String call) {
        breaking = call;
    }

    /**
     * Fails about one in so many calls, at random, of those whose name begins so; 0 fails none any more. A call that fails
     * takes a moment for it, so that others come in between.
     */
    public void failSometimes(int oneIn, String calls, Reason why) {
        reason = why;
        failingCalls = calls;
        this.oneIn = oneIn;
    }

    /** Calls counted since {@link #failAt}. */
    public long calls() {
        return calls.get();
    }

    /** Files whose deletion has failed: whoever had to take one back could not. */
    public Set<NodeId> undeleted() {
        return undeleted;
    }

    /** Whether that call came. */
    public boolean hasFailed() {
        return calls.get() >= failingCall;
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        count("mount");
        return super.mount(user, policy);
    }

    @Override
    protected Volume wrap(Volume volume) {
        return new FaultyVolume(volume);
    }

    private boolean failsByChance(String call) {
        int chance = oneIn;
        boolean fails = chance > 0
                && call.startsWith(failingCalls)
                && ThreadLocalRandom.current().nextInt(chance) == 0;
        if (fails) {
            LockSupport.parkNanos(OTHERS_TURN_NANOS);
        }
        return fails;
    }

    private void count(String call) throws StorageException {
        if (call.equals(breaking)) {
            throw new IllegalStateException(call + " fails by request");
        }
        long number = calls.incrementAndGet();
        if (number == failingCall || failsByChance(call)) {
            String text = "call " + number + ", " + call + ", fails by request";
            if (reason == null) {
                throw new IllegalStateException(text);
            }
            throw new StorageException(reason, text);
        }
    }

    private final class FaultyVolume extends ForwardingVolume implements ForwardedExtensions.Nodes {
        private final ForwardedExtensions extensions = new ForwardedExtensions(delegate, this);

        FaultyVolume(Volume delegate) {
            super(delegate);
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            count("attributes of " + path);
            return delegate.attributes(path);
        }

        @Override
        public Attributes attributes(VPath path, Links links) throws StorageException {
            count("attributes of " + path);
            return delegate.attributes(path, links);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            count("open of " + path);
            return new FaultyNode(delegate.open(path, how));
        }

        @Override
        public void before(String call) throws StorageException {
            count(call);
        }

        @Override
        public Node wrap(Node below, String what) {
            return new FaultyNode(below);
        }

        @Override
        public Node unwrap(Node ours) {
            return ((FaultyNode) ours).below();
        }

        @Override
        public Space space() throws StorageException {
            count("space");
            return delegate.space();
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return extensions.find(type);
        }

        @Override
        public void close() throws StorageException {
            try {
                count("close of a volume");
            } finally {
                delegate.close();
            }
        }
    }

    private final class FaultyNode extends ForwardingNode {
        private boolean closed;

        FaultyNode(Node delegate) {
            super(delegate);
        }

        Node below() {
            return delegate;
        }

        @Override
        public Attributes attributes() throws StorageException {
            count("attributes");
            return delegate.attributes();
        }

        @Override
        public long size() throws StorageException {
            count("size");
            return delegate.size();
        }

        @Override
        public void change(AttributeChanges changes) throws StorageException {
            count("change");
            delegate.change(changes);
        }

        @Override
        public int read(ByteBuffer into, long position) throws StorageException {
            count("read");
            return delegate.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws StorageException {
            count("write");
            delegate.write(from, position);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
            count("transferTo");
            return delegate.transferTo(position, count, sink);
        }

        @Override
        public void resize(long size) throws StorageException {
            count("resize");
            delegate.resize(size);
        }

        @Override
        public void sync() throws StorageException {
            count("sync");
            delegate.sync();
        }

        @Override
        public List<Entry> next(int max) throws StorageException {
            count("next");
            return delegate.next(max);
        }

        @Override
        public void rewind() throws StorageException {
            count("rewind");
            delegate.rewind();
        }

        @Override
        public void rename(VPath target, boolean replace) throws StorageException {
            count("rename");
            delegate.rename(target, replace);
        }

        @Override
        public void delete() throws StorageException {
            try {
                count("delete");
            } catch (StorageException e) {
                undeleted.add(delegate.id());
                throw e;
            }
            delegate.delete();
        }

        @Override
        public synchronized void close() throws StorageException {
            if (closed) {
                return; // a second call does nothing, so it can't fail either
            }
            closed = true;
            try {
                count("close");
            } catch (StorageException | IllegalStateException e) {
                delegate.abort();
                throw e;
            } finally {
                delegate.close();
            }
        }
    }
}
