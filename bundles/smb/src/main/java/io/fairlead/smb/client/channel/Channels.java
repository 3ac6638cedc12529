// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientConnection;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientSession;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.ConnectionOwner;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.OplockBreak;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The further connections of a link's session: large reads and writes go over all of them. They are made, by threads of their
 * own, once so much has gone over the first that it is worth it, and closed when nothing large goes any more. Thread-safe.
 */
public final class Channels implements ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final long WORTH_BYTES = 16L * 1024 * 1024;
    private static final long PLANNING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String host;
    private final ConnectionOwner owner;
    private final LinkResources resources;
    private final int most;
    private final long idleNanos;
    private final AtomicLong carried = new AtomicLong(); // bytes since the session has only one connection
    private final AtomicBoolean planning = new AtomicBoolean();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet(); // also while they are being made
    private final Set<ClientConnection> retired = ConcurrentHashMap.newKeySet(); // that only end what is on its way
    private volatile long lastLarge = System.nanoTime();
    private volatile long nextPlan = System.nanoTime();
    private volatile boolean closed;
    private ClientSession session; // that the next ones are of; guarded by this, as they are
    private List<InetAddress> addresses = List.of();
    private final Map<InetAddress, Target> targets = new HashMap<>();

    /** What is known of an address. */
    private static final class Target {
        final ChannelBackoff backoff = new ChannelBackoff();
        int channels; // that are there or being made
        boolean refused; // by who is there, which a later attempt would not change
    }

    /**
     * @param host of the server, for the log
     * @param owner of the first connection, which is told what is said over the others
     * @param most connections of a session, with the first
     * @param idleNanos after which a further one that carries nothing is closed
     */
    public Channels(String host, ConnectionOwner owner, LinkResources resources, int most, long idleNanos) {
        this.host = host;
        this.owner = owner;
        this.resources = resources;
        this.most = most;
        this.idleNanos = idleNanos;
    }

    /**
     * Sends a large READ or WRITE, over any of them.
     *
     * @throws IOException if it could not be sent
     */
    public Awaited send(ClientTree tree, ClientRequest request) throws IOException {
        if (most > 1) {
            long now = System.nanoTime();
            lastLarge = now;
            boolean worth = carried.addAndGet(request.payload()) >= WORTH_BYTES;
            if (worth && tree.session().channels() < most && now - nextPlan >= 0) {
                plan(tree);
            }
        }
        return tree.spread(request);
    }

    private void plan(ClientTree tree) {
        if (tree.session().takesChannels() && planning.compareAndSet(false, true)) {
            try {
                resources.tasks().execute(() -> {
                    try {
                        openMore(tree);
                    } finally {
                        nextPlan = System.nanoTime() + PLANNING_NANOS;
                        planning.set(false);
                    }
                });
            } catch (RejectedExecutionException e) {
                planning.set(false);
            }
        }
    }

    private void openMore(ClientTree tree) {
        ClientSession of = tree.session();
        boolean other;
        synchronized (this) {
            other = session != of;
        }
        List<InetAddress> found = other ? ask(tree) : List.of();
        List<InetAddress> chosen = new ArrayList<>();
        synchronized (this) {
            if (other) {
                session = of;
                addresses = found;
                targets.clear();
                addresses.forEach(each -> targets.put(each, new Target()));
                targets.get(addresses.get(0)).channels = 1; // the first connection
            }
            int there = targets.values().stream()
                    .mapToInt(target -> target.channels)
                    .sum();
            for (; there < most; there++) {
                InetAddress next = emptiest();
                if (next == null) {
                    break;
                }
                targets.get(next).channels++;
                chosen.add(next);
            }
        }
        chosen.forEach(each -> resources.tasks().execute(() -> open(of, each)));
    }

    /** The address with the fewest channels that may be tried now; null if there is none. Called with the lock. */
    private InetAddress emptiest() {
        InetAddress found = null;
        for (InetAddress each : addresses) {
            Target target = targets.get(each);
            boolean fewer = found == null || target.channels < targets.get(found).channels;
            if (fewer && !target.refused && target.backoff.isOver()) {
                found = each;
            }
        }
        return found;
    }

    private void open(ClientSession of, InetAddress at) {
        try {
            InetSocketAddress address = new InetSocketAddress(at, of.home().getPort());
            of.addChannel(address, resources.readers(), resources.memory(), this);
            LOG.debug("{} has a channel at {}", host, at);
        } catch (IOException e) {
            LOG.debug("{} has no channel at {}: {}", host, at, e.getMessage());
            ended(of, at, !(e instanceof ConnectionLostException));
        }
    }

    private synchronized void ended(ClientSession of, InetAddress at, boolean refused) {
        Target target = session == of ? targets.get(at) : null;
        if (target != null) {
            target.channels = Math.max(0, target.channels - 1);
            target.refused |= refused;
            target.backoff.begin();
        }
    }

    /** Where more channels may be had; the first is where the session began. */
    private List<InetAddress> ask(ClientTree tree) {
        InetAddress home = tree.session().home().getAddress();
        try {
            return ChannelAddresses.of(home, resources.interfaces().of(tree));
        } catch (IOException e) {
            LOG.debug("no interfaces are known of {}: {}", home, e.getMessage());
            return List.of(home);
        }
    }

    /** A connection of the session was lost, one of these or the first; others are left. */
    public synchronized void lost(ClientConnection connection) {
        ended(session, connection.remote().getAddress(), false);
    }

    /** Ends those whose server keeps silent, and all when nothing large goes over them. */
    public void watch() {
        for (ClientConnection each : connections) {
            each.checkSilence();
            if (each.wantsEcho()) {
                resources.tasks().execute(each::echo); // which may have to wait for credits
            }
            if (retired.contains(each) && each.pending() == 0) {
                each.close();
                retired.remove(each);
            }
            if (each.isLost()) {
                connections.remove(each);
            }
        }
        if (System.nanoTime() - lastLarge > idleNanos) {
            retire();
        }
    }

    private synchronized void retire() {
        carried.set(0);
        if (session == null) {
            return;
        }
        List<ClientConnection> further = session.removeFurtherChannels();
        retired.addAll(further);
        if (!further.isEmpty()) {
            session = null; // the next ones begin anew
        }
    }

    /** How many there are. */
    public int count() {
        return (int) connections.stream().filter(each -> !each.isLost()).count();
    }

    /** Ends them at once; there are no more. */
    public void close() {
        closed = true;
        connections.forEach(ClientConnection::close);
        connections.clear();
    }

    @Override
    public void made(ClientConnection connection) {
        connections.add(connection);
        if (closed) { // meanwhile, and maybe without this one
            connection.close();
        }
    }

    @Override
    public int channelSequence() {
        return owner.channelSequence();
    }

    @Override
    public void channelLost(ClientConnection connection) {
        owner.channelLost(connection);
    }

    @Override
    public void broken(LeaseBreak lease) {
        owner.broken(lease);
    }

    @Override
    public void broken(OplockBreak oplock) {
        owner.broken(oplock);
    }
}
