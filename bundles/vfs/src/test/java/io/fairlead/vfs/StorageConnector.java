// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connector with scheme {@code mem}, of which every server is one storage; it remembers what was asked of it. */
final class StorageConnector implements Connector {
    private final Storage storage;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Connected> connected = new CopyOnWriteArrayList<>();

    StorageConnector(Storage storage) {
        this.storage = storage;
    }

    /** What was asked since the last call of this method: {@code list /a}, {@code attributes /a/b} and the like. */
    List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** What was connected to, in order. */
    List<Connected> connected() {
        return connected;
    }

    long openConnections() {
        return connected.stream().filter(c -> !c.closed).count();
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mem");
    }

    @Override
    public int defaultPort(String scheme) {
        return 4711;
    }

    @Override
    public RemoteStorage connect(URI uri, ConnectOptions options) {
        Connected made = new Connected(uri, options);
        connected.add(made);
        return made;
    }

    /** A connection. */
    final class Connected implements RemoteStorage {
        final URI uri;
        final ConnectOptions options;
        private final List<Volume> volumes = new CopyOnWriteArrayList<>();
        private volatile boolean closed;

        Connected(URI uri, ConnectOptions options) {
            this.uri = uri;
            this.options = options;
        }

        @Override
        public Set<Feature> features() {
            return storage.features();
        }

        @Override
        public Volume mount(Identity user) throws StorageException {
            if (closed) {
                throw new StorageException(Reason.UNAVAILABLE, "closed");
            }
            Volume volume = new Recorded(storage.mount(user));
            volumes.add(volume);
            return volume;
        }

        @Override
        public void close() {
            closed = true;
            volumes.forEach(volume -> {
                try {
                    volume.close();
                } catch (StorageException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private final class Recorded extends ForwardingVolume {
        Recorded(Volume delegate) {
            super(delegate);
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            calls.add("attributes " + path);
            return super.attributes(path);
        }

        @Override
        public Attributes attributes(VPath path, Links links) throws StorageException {
            calls.add((links == Links.ITSELF ? "itself " : "attributes ") + path);
            return super.attributes(path, links);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            calls.add(name(how) + " " + path);
            return super.open(path, how);
        }

        private String name(Open how) {
            if (how.equals(Open.list())) {
                return "list";
            }
            if (how.equals(Open.createDirectory())) {
                return "mkdir";
            }
            return how.equals(Open.read())
                    ? "read"
                    : how.equals(Open.replace()) ? "replace" : how.access().toString();
        }
    }
}
