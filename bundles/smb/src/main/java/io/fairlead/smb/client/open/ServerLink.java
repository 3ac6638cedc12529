// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.channel.Channels;
import io.fairlead.smb.client.channel.LinkResources;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientConnection;
import io.fairlead.smb.client.connection.ClientSession;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.ConnectionOwner;
import io.fairlead.smb.client.connection.ConnectionSettings;
import io.fairlead.smb.client.connection.Credentials;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.transport.MessageMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server as one user sees it: one session, over one connection or several, and the shares it is connected to. Made when it is needed first, and
 * again after it was lost or closed for being unused. Thread-safe.
 */
public final class ServerLink implements ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);
    private static final Duration LEFTOVERS = Duration.ofSeconds(3);

    private final ConnectionSettings settings;
    private final Credentials credentials;
    private final LinkResources resources;
    private final long idleNanos;
    private final Duration recovery;
    private final HeldLeases leases;
    private final AtomicInteger sequence = new AtomicInteger(-1); // raised when a connection is made, or a channel lost
    private final ReentrantLock connecting = new ReentrantLock();
    private final OpenFiles files = new OpenFiles();
    private final KeptFiles kept;
    private final AtomicInteger handles = new AtomicInteger();
    private final Closings closings = new Closings();
    private final Channels channels;
    private volatile Live live; // replaced under the lock
    private volatile ClientTree lastTree; // that was asked for
    private volatile ClientConnection newest; // the one that is being made, or that was made last
    private volatile boolean closed;
    private volatile boolean lacksPosixRename;
    private volatile long lastUsed = System.nanoTime();
    private volatile long lastLoss; // 0 before the first
    private volatile long lostAt; // when it was found that the connection was lost; 0 while there is one

    /** A session; {@code trees} by folded name, guarded by the lock. */
    private record Live(ClientSession session, Map<String, ClientTree> trees) {}

    /**
     * @param idle how long a connection is kept that nobody uses
     * @param connections most of them, in one session
     * @param recovery how long after a connection was lost another is tried for the sake of open files
     * @param kept files that stay open for a while
     * @param resources shared with other links
     */
    public ServerLink(
            ConnectionSettings settings,
            Credentials credentials,
            Duration idle,
            int connections,
            Duration recovery,
            KeptFiles kept,
            LinkResources resources) {
        this.kept = kept;
        this.idleNanos = idle.toNanos();
        this.recovery = recovery;
        leases = new HeldLeases(resources.tasks());
        this.settings = settings;
        this.credentials = credentials;
        this.resources = resources;
        channels = new Channels(settings.host(), this, resources, connections, idleNanos);
    }

    /** Of the server. */
    public String host() {
        return settings.host();
    }

    /** Files that are open over this link, by identity. */
    public OpenFiles files() {
        return files;
    }

    /** Files that stay open for a while after they were read. */
    public KeptFiles kept() {
        return kept;
    }

    /** Runs something in a thread of its own. */
    public void execute(Runnable task) {
        resources.tasks().execute(task);
    }

    /** The connections besides the first. */
    Channels channels() {
        return channels;
    }

    /** For large messages. */
    public MessageMemory memory() {
        return resources.memory();
    }

    HeldLeases leases() {
        return leases;
    }

    Duration recovery() {
        return recovery;
    }

    /** Whether it is still worth a try to connect again. */
    boolean isRecovering() {
        long lost = lostAt;
        return !closed && (lost == 0 || System.nanoTime() - lost < recovery.toNanos());
    }

    /**
     * Whether a connection was lost a moment ago: for as long the server may still do what was asked over it, or have open what
     * ended with it.
     */
    boolean hasLeftovers() {
        long lost = lastLoss;
        return lost != 0 && System.nanoTime() - lost < LEFTOVERS.toNanos();
    }

    /** Whether it has ended for good. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether there is a connection and a session. */
    boolean isConnected() {
        Live current = live;
        return !closed && current != null && !current.session.isLost();
    }

    /** How many handles the server keeps for us. */
    public AtomicInteger handles() {
        return handles;
    }

    /** What was closed without waiting for it. */
    public Closings closings() {
        return closings;
    }

    /** Nothing stays open that nobody uses; waits until all that was closed is closed at the server. */
    public void settle() {
        kept.closeIdle();
        closings.settle();
    }

    /** Whether the server was found not to know FileRenameInformationEx. */
    public boolean lacksPosixRename() {
        return lacksPosixRename;
    }

    /** The server was found not to know it. */
    public void lackPosixRename() {
        lacksPosixRename = true;
    }

    /**
     * A share; connects to the server and to the share if it must.
     *
     * @throws IOException as {@link ClientConnection#open}, {@link ClientSession#login}, {@link ClientTree#connect}
     */
    ClientTree tree(String share) throws IOException {
        lastUsed = System.nanoTime();
        String key = share.toLowerCase(Locale.ROOT);
        connecting.lock();
        try {
            Live current = connected();
            ClientTree tree = current.trees.get(key);
            if (tree == null) {
                tree = connect(current, share);
                current.trees.put(key, tree);
            }
            lastTree = tree;
            return tree;
        } finally {
            connecting.unlock();
        }
    }

    private static ClientTree connect(Live live, String share) throws IOException {
        int logins = live.session.logins();
        try {
            return ClientTree.connect(live.session, share);
        } catch (StatusException e) {
            if (e.status() != NtStatus.NETWORK_SESSION_EXPIRED.code()) {
                throw e;
            }
            live.session.renew(logins);
            return ClientTree.connect(live.session, share);
        }
    }

    /**
     * Connects and logs in, if that was not done yet.
     *
     * @throws IOException as {@link ClientConnection#open} and {@link ClientSession#login}
     */
    public void connect() throws IOException {
        connecting.lock();
        try {
            connected();
        } finally {
            connecting.unlock();
        }
    }

    private Live connected() throws IOException {
        if (closed) {
            throw new ConnectionLostException("the storage was closed", false, null);
        }
        if (live == null || live.session.isLost()) {
            long previous = live == null ? 0 : live.session.id();
            if (live != null) {
                live.session.end(); // no channel is added to it any more
                lostAt = lostAt == 0 ? System.nanoTime() | 1 : lostAt;
                lastLoss = System.nanoTime() | 1;
            }
            sequence.incrementAndGet();
            ClientConnection connection =
                    ClientConnection.open(settings, resources.readers(), resources.memory(), this);
            boolean good = false;
            try {
                live = new Live(ClientSession.login(connection, credentials, previous), new HashMap<>());
                lostAt = 0;
                good = !closed;
            } finally {
                if (!good) {
                    connection.close();
                }
            }
        }
        return live;
    }

    @Override
    public void made(ClientConnection connection) {
        newest = connection;
        if (closed) { // meanwhile, and maybe without this one
            connection.close();
        }
    }

    @Override
    public int channelSequence() {
        return sequence.get() & 0xffff;
    }

    /** What the server has told over it, and we have not seen, may have been a break: nothing is cached as before. */
    @Override
    public void channelLost(ClientConnection connection) {
        sequence.incrementAndGet();
        lastLoss = System.nanoTime() | 1;
        leases.doubt();
        channels.lost(connection);
        if (kept.hasIdle() && !closed) {
            try {
                execute(kept::closeIdle);
            } catch (RejectedExecutionException e) {
                LOG.debug("what is kept ends with its connections, for the client has been stopped", e);
            }
        }
    }

    @Override
    public void broken(LeaseBreak lease) {
        leases.broken(lease, lastTree);
    }

    @Override
    public void broken(OplockBreak oplock) {
        leases.broken(oplock);
    }

    /** Whether an answer says that the server has ended the session or the tree: the next to ask gets another. */
    public boolean hasEnded(ClientTree tree, Answer answer) {
        if (answer.is(NtStatus.USER_SESSION_DELETED)) {
            tree.session().end();
            return true;
        }
        if (answer.is(NtStatus.NETWORK_NAME_DELETED)) {
            forget(tree);
            return true;
        }
        return false;
    }

    private void forget(ClientTree tree) {
        connecting.lock();
        try {
            Live current = live;
            if (current != null && current.session == tree.session()) {
                current.trees.values().remove(tree);
            }
        } finally {
            connecting.unlock();
        }
    }

    /** Ends a connection whose server keeps silent, and one that nobody uses. */
    public void watch() {
        if (kept.hasIdle()) {
            execute(kept::expire); // which may have to wait for credits
        }
        channels.watch();
        ClientConnection watched = newest;
        if (watched != null && !watched.isLost()) {
            watched.checkSilence();
            if (watched.wantsEcho()) {
                execute(watched::echo); // which may have to wait for credits
            }
        }
        Live current = live;
        if (current == null || current.session.isLost()) {
            return;
        }
        boolean used = handles.get() > 0 || current.session.connection().pending() > 0;
        if (used) {
            lastUsed = System.nanoTime();
        } else if (System.nanoTime() - lastUsed > idleNanos && connecting.tryLock()) {
            try {
                live = null;
                current.session.end();
            } finally {
                connecting.unlock();
            }
        }
    }

    /** Connections that are there. */
    public int connections() {
        ClientConnection current = newest;
        return channels.count() + (current == null || current.isLost() ? 0 : 1);
    }

    /** What stays open for a while is closed, as long as the server takes it. */
    private void endKept() {
        if (!kept.hasIdle()) {
            kept.close();
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        try {
            resources.tasks().execute(() -> {
                kept.close();
                done.countDown();
            });
            if (!done.await(CLOSING_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{} takes no more requests", host());
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the server closes what is open, for the client has been stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything at once; whoever waits gets an exception. Only what was closed before may reach the server yet. */
    public void close() {
        endKept();
        closed = true;
        closings.settle(CLOSING_TIME);
        ClientConnection current = newest;
        Live ended = live;
        if (ended != null) {
            ended.session.end();
        }
        channels.close();
        if (current != null) {
            current.close();
        }
    }
}
