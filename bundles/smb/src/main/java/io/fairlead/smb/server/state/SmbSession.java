// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenId;
import io.fairlead.net.RateLimit;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.spnego.SpnegoAcceptor;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Session, [MS-SMB2] 3.3.1.8. Thread-safe.
 */
public final class SmbSession {
    private static final int MOST_EARLY_BREAKS = 1024;
    private static final int MOST_CHANNELS = 32; // as Windows has it

    private final ChangeTimes changeTimes;
    private final Ids ids;
    private final long id;
    private final Connection connection; // the one it began on
    private final Instant since = Instant.now();
    private final Map<Integer, TreeConnect> trees = new ConcurrentHashMap<>();
    private final Map<Long, SmbOpen> opens = new ConcurrentHashMap<>();
    private final AtomicBoolean begunToEnd = new AtomicBoolean();
    private final AtomicInteger treeIds = new AtomicInteger();
    private final ReentrantLock setupLock = new ReentrantLock();
    private final Map<Connection, Setup> setups = new HashMap<>(); // guarded by setupLock: logins under way
    private final Map<OpenId, Lease.Broken> earlyBreaks = new ConcurrentHashMap<>();
    private final Map<Connection, Signer> channels = new ConcurrentHashMap<>();
    private final Set<Pending> orphans = ConcurrentHashMap.newKeySet();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private volatile Established established; // null until somebody has logged in
    private volatile RateLimit uploadRate = RateLimit.NONE;
    private volatile RateLimit downloadRate = RateLimit.NONE;
    private volatile boolean nobody;
    private volatile Instant validUntil; // null for ever
    private volatile Account account = new Account(null, 0); // of nobody, until somebody has logged in
    private volatile boolean distrusted;
    private volatile boolean revoked;
    private volatile boolean closed;

    /**
     * What a login came to.
     *
     * @param identity who
     * @param signer null for a guest or nobody, who have no key
     * @param incoming decrypts; null where the connection has no cipher, as the next
     * @param outgoing encrypts
     * @param signingRequired whether every request must be signed
     * @param encrypt whether every request must be encrypted
     */
    public record Established(
            Identity identity,
            Signer signer,
            MessageCipher incoming,
            MessageCipher outgoing,
            boolean signingRequired,
            boolean encrypt) {}

    /**
     * A login under way, over several SESSION_SETUPs.
     *
     * @param preauth over the messages so far, from NEGOTIATE on
     * @param acceptor of the tokens
     */
    public record Setup(PreauthHash preauth, SpnegoAcceptor acceptor) {}

    /** Steps a login. */
    @FunctionalInterface
    public interface SetupStep<T, E extends Exception> {
        /** @param present what is under way on this connection; null if nothing is */
        T with(Setup present) throws E;
    }

    SmbSession(Ids ids, Connection connection, ChangeTimes changeTimes) {
        this.changeTimes = changeTimes;
        this.ids = ids;
        this.id = ids.session();
        this.connection = connection;
    }

    /** What the authenticator knows it by. */
    public Account account() {
        return account;
    }

    /** Somebody has logged in by it. */
    public void account(Account by) {
        account = by;
    }

    /** Those of the server. */
    ChangeTimes changeTimes() {
        return changeTimes;
    }

    public long id() {
        return id;
    }

    public Connection connection() {
        return connection;
    }

    public Instant since() {
        return since;
    }

    /** Content of files that its client has sent. */
    public LongAdder bytesIn() {
        return bytesIn;
    }

    /** Content of files that its client was sent. */
    public LongAdder bytesOut() {
        return bytesOut;
    }

    /** Hands out the login under way on a connection, to one thread at a time. */
    public <T, E extends Exception> T setup(Connection on, SetupStep<T, E> step) throws E {
        setupLock.lock();
        try {
            return step.with(setups.get(on));
        } finally {
            setupLock.unlock();
        }
    }

    /** A login goes on with the client's next token; within {@link #setup} only. */
    public void await(Connection on, Setup next) {
        setups.put(on, next);
    }

    /** A login has ended; within {@link #setup} only. */
    public void endSetup(Connection on) {
        setups.remove(on);
    }

    /**
     * A connection becomes a channel, [MS-SMB2] 3.3.1.14.
     *
     * @param signer of what goes over it
     * @return false if the session has ended, or has too many
     */
    public boolean bind(Connection channel, Signer signer) {
        if (channels.size() >= MOST_CHANNELS) {
            return false;
        }
        channels.put(channel, signer);
        if (closed) { // meanwhile
            channels.remove(channel);
            return false;
        }
        return true;
    }

    /** Whether a connection is one of its channels. */
    public boolean isChannel(Connection candidate) {
        return channels.containsKey(candidate);
    }

    /** Signs what goes over a channel, [MS-SMB2] 3.3.4.1.1: of another connection, by the session's own key. */
    public Optional<Signer> signer(Connection channel) {
        Signer own = channels.get(channel);
        return own != null ? Optional.of(own) : established().map(Established::signer);
    }

    /**
     * A channel has gone.
     *
     * @return whether it was the last
     */
    public boolean unbind(Connection channel) {
        channels.remove(channel);
        return channels.isEmpty();
    }

    /** Channels that are not cut, in the order in which they came ([MS-SMB2] 3.3.4.6 has breaks tried so). */
    public List<Connection> liveChannels() {
        return channels.keySet().stream()
                .filter(channel -> !channel.isClosed())
                .sorted(Comparator.comparing((Connection channel) -> channel != connection)
                        .thenComparingLong(Connection::id))
                .toList();
    }

    /** Cuts every channel: with the last one it ends. */
    public void cut() {
        connection.close();
        channels.keySet().forEach(Connection::close);
    }

    /** Its account has gone: it ends, and nothing of it waits for its client. Idempotent. */
    public void revoke() {
        revoked = true;
        cut();
    }

    /** Whether its account has gone. */
    boolean isRevoked() {
        return revoked;
    }

    /**
     * A request goes on though its connection is lost, for the client may ask for its outcome on another channel.
     *
     * @return false if there is no other channel
     */
    public boolean adopt(Pending request) {
        if (liveChannels().isEmpty()) {
            return false;
        }
        orphans.add(request);
        if (closed) { // meanwhile
            request.cancel();
        }
        return true;
    }

    /** An adopted one has ended. */
    public void disown(Pending request) {
        orphans.remove(request);
    }

    /** A break of an open whose CREATE is not answered yet: kept for {@link #brokenBefore}. */
    public void breakLater(Lease.Broken broken) {
        if (earlyBreaks.size() < MOST_EARLY_BREAKS) {
            earlyBreaks.put(broken.open(), broken);
        }
    }

    /** The break that came before the open was known; it is told once. */
    public Optional<Lease.Broken> brokenBefore(OpenId open) {
        return Optional.ofNullable(earlyBreaks.remove(open));
    }

    Collection<Connection> channels() {
        return List.copyOf(channels.keySet());
    }

    /** Empty while nobody has logged in. */
    public Optional<Established> established() {
        return Optional.ofNullable(established);
    }

    /** Whether requests are served. */
    public boolean isValid() {
        return established != null && !closed;
    }

    /** Somebody logged in, or did so again. */
    public void establish(Established login) {
        limit(
                established == null
                        ? Identity.Limits.NONE
                        : established.identity().limits(),
                login.identity().limits());
        established = login;
    }

    private void limit(Identity.Limits before, Identity.Limits now) {
        if (before.uploadBytesPerSecond() != now.uploadBytesPerSecond()) {
            uploadRate = RateLimit.of(now.uploadBytesPerSecond());
        }
        if (before.downloadBytesPerSecond() != now.downloadBytesPerSecond()) {
            downloadRate = RateLimit.of(now.downloadBytesPerSecond());
        }
    }

    /** Holds back what its client sends. */
    public RateLimit uploadRate() {
        return uploadRate;
    }

    /** Holds back what its client is sent. */
    public RateLimit downloadRate() {
        return downloadRate;
    }

    /** Whether its client has logged in as nobody meanwhile: what is open stays, and nothing more is opened. */
    public boolean isNobody() {
        return nobody;
    }

    public void nobody(boolean anonymous) {
        nobody = anonymous;
    }

    /** Its client has failed to prove itself again. */
    public void distrust() {
        distrusted = true;
    }

    public boolean isDistrusted() {
        return distrusted;
    }

    /** When its client has to prove again who it is, [MS-SMB2] 3.3.1.8; null for never. */
    public void validUntil(Instant end) {
        validUntil = end;
    }

    /** Whether its client has to prove again who it is. */
    public boolean isExpired() {
        Instant end = validUntil;
        return end != null && !Instant.now().isBefore(end);
    }

    /** Who has logged in. */
    public Identity user() {
        return established().orElseThrow().identity();
    }

    /** The account has changed: its rights now count, also for what is open. Does not block. */
    public void identity(Identity now) {
        Established login = established;
        establish(new Established(
                now, login.signer(), login.incoming(), login.outgoing(), login.signingRequired(), login.encrypt()));
        trees.values().forEach(TreeConnect::applyUser);
    }

    /**
     * A new one.
     *
     * @param mount null for pipes
     * @param whenClosed called once, at its end
     */
    public TreeConnect connect(Share share, TreeConnect.Mount mount, Runnable whenClosed) {
        TreeConnect tree = new TreeConnect(treeIds.incrementAndGet(), this, share, mount, whenClosed);
        trees.put(tree.id(), tree);
        tree.applyUser(); // who may have changed since it was mounted
        if (closed) { // meanwhile
            disconnect(tree);
        }
        return tree;
    }

    public Optional<TreeConnect> tree(int treeId) {
        return Optional.ofNullable(trees.get(treeId));
    }

    public Collection<TreeConnect> trees() {
        return List.copyOf(trees.values());
    }

    public int treeCount() {
        return trees.size();
    }

    /** Ends it, with what is open in it. */
    public void disconnect(TreeConnect tree) {
        if (trees.remove(tree.id()) != null) {
            tree.close();
        }
    }

    /**
     * A new open.
     *
     * @param durability empty if it ends with its connection
     */
    public SmbOpen open(
            TreeConnect tree, OpenFile file, PastViews.View past, int access, Optional<Durability> durability) {
        long number = ids.open();
        FileId id = new FileId(durability.isPresent() ? ids.persistent() : number, number);
        return add(new SmbOpen(id, tree, file, null, past, access, durability));
    }

    /** An open that has waited for its client. */
    public SmbOpen reopen(TreeConnect tree, OpenFile file, long persistent, ParkedState state) {
        FileId id = new FileId(persistent, ids.open());
        SmbOpen open = new SmbOpen(id, tree, file, null, null, state.access(), Optional.of(state.durability()));
        Parking.restore(open, state);
        return add(open);
    }

    /** A new open of a pipe. */
    public SmbOpen open(TreeConnect tree, OpenPipe pipe, int access) {
        long number = ids.open();
        return add(new SmbOpen(new FileId(number, number), tree, null, pipe, null, access, Optional.empty()));
    }

    private SmbOpen add(SmbOpen open) {
        TreeConnect tree = open.tree();
        opens.put(open.id().volatileId(), open);
        if (closed || trees.get(tree.id()) != tree) { // meanwhile
            open.closeQuietly();
        }
        return open;
    }

    /** The open of an id; empty if there is none, or not any more. */
    public Optional<SmbOpen> open(FileId fileId) {
        SmbOpen open = opens.get(fileId.volatileId());
        return open == null || open.id().persistent() != fileId.persistent() ? Optional.empty() : Optional.of(open);
    }

    public Collection<SmbOpen> opens() {
        return List.copyOf(opens.values());
    }

    void forget(SmbOpen open) {
        opens.remove(open.id().volatileId());
    }

    /** Returns whether nobody did before. */
    boolean beginEnd() {
        return begunToEnd.compareAndSet(false, true);
    }

    /** Ends all in it, but what waits for its client. Idempotent. */
    void close() {
        closed = true;
        orphans.forEach(Pending::cancel);
        opens.values().forEach(SmbOpen::disconnect);
        List.copyOf(trees.values()).forEach(this::disconnect);
    }
}
