// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A storage that dies before the N-th call that would change something: that call and all after it fail. */
final class CrashingStorage extends ForwardingStorage {
    private int left = Integer.MAX_VALUE;

    CrashingStorage(Storage delegate) {
        super(delegate);
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

    /** None: what another server remembers of the same files is not there after a crash. */
    @Override
    public Optional<String> storageId() {
        return Optional.empty();
    }

    @Override
    protected Volume wrap(Volume volume) {
        return new ForwardingVolume(volume) {
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
