// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.open.ServerLink;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The server itself as a directory: its entries are shares, which can neither be made nor changed. */
public final class ServerNode implements Node {
    /** Of any server. */
    public static final Attributes ATTRIBUTES =
            Attributes.of(NodeId.ofPath(VPath.ROOT), Attributes.Kind.DIRECTORY, 0, Instant.EPOCH);

    private final ServerLink link;
    private final String server;
    private final Open how;
    private List<String> shares; // null before they are asked for; the cursor's thread's
    private int next;
    private volatile boolean closed;

    /** @param server its name, as it is told to it */
    public ServerNode(ServerLink link, String server, Open how) {
        this.link = link;
        this.server = server;
        this.how = how;
    }

    @Override
    public NodeId id() {
        return ATTRIBUTES.id();
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        return ATTRIBUTES;
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        requireOpen();
        if (!how.access().contains(Access.READ)) {
            throw new StorageException(Reason.ACCESS_DENIED, "the server was not opened to be listed");
        }
        if (shares == null) {
            shares = ShareList.of(link, server);
        }
        List<Entry> entries = new ArrayList<>();
        while (next < shares.size() && entries.size() < max) {
            String name = shares.get(next++);
            NodeId id = NodeId.ofPath(VPath.ROOT.child(name));
            entries.add(new Entry(name, Attributes.of(id, Attributes.Kind.DIRECTORY, 0, Instant.EPOCH)));
        }
        return entries;
    }

    @Override
    public void rewind() throws StorageException {
        requireOpen();
        shares = null;
        next = 0;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.IS_DIRECTORY, VPath.ROOT);
    }

    private void requireOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the server was closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
