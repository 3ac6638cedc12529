// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.util.Set;

/** A storage that dies before the N-th call that would change something: that call and all after it fail. */
final class CrashingStorage implements Storage {
    private final Storage delegate;
    private int left = Integer.MAX_VALUE;

    CrashingStorage(Storage delegate) {
        this.delegate = delegate;
    }

    synchronized void crashAfter(int changes) {
        left = changes;
    }

    synchronized boolean hasCrashed() {
        return left < 0;
    }

    private synchronized void change() throws StorageException {
        if (left >= 0) {
            left--;
        }
        alive();
    }

    private synchronized void alive() throws StorageException {
        if (left < 0) {
            throw new StorageException(Reason.UNAVAILABLE, "crashed by request");
        }
    }

    @Override
    public Set<Feature> features() {
        return delegate.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new ForwardingVolume(delegate.mount(user, policy)) {
            @Override
            public Attributes attributes(VPath path, Links links) throws StorageException {
                alive();
                return delegate.attributes(path, links);
            }

            @Override
            public Node open(VPath path, Open how) throws StorageException {
                if (how.disposition() == Open.Disposition.OPEN || how.disposition() == Open.Disposition.REPLACE) {
                    alive();
                } else {
                    change();
                }
                return new CrashingNode(delegate.open(path, how), how.disposition() == Open.Disposition.REPLACE);
            }
        };
    }

    private final class CrashingNode extends ForwardingNode {
        private final boolean publishes;
        private boolean done;

        CrashingNode(Node delegate, boolean publishes) {
            super(delegate);
            this.publishes = publishes;
        }

        @Override
        public Attributes attributes() throws StorageException {
            alive();
            return delegate.attributes();
        }

        @Override
        public void change(AttributeChanges changes) throws StorageException {
            CrashingStorage.this.change();
            delegate.change(changes);
        }

        @Override
        public void write(ByteBuffer from, long position) throws StorageException {
            if (!publishes) {
                CrashingStorage.this.change();
            }
            delegate.write(from, position);
        }

        @Override
        public void resize(long size) throws StorageException {
            CrashingStorage.this.change();
            delegate.resize(size);
        }

        @Override
        public void rename(VPath target, boolean replace) throws StorageException {
            CrashingStorage.this.change();
            delegate.rename(target, replace);
        }

        @Override
        public void delete() throws StorageException {
            CrashingStorage.this.change();
            delegate.delete();
        }

        @Override
        public void abort() {
            done = true;
            delegate.abort();
        }

        @Override
        public void close() throws StorageException {
            try {
                if (publishes && !done) {
                    done = true;
                    CrashingStorage.this.change();
                }
            } catch (StorageException e) {
                delegate.abort();
                throw e;
            } finally {
                delegate.close();
            }
        }
    }
}
