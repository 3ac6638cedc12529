// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ChangeReader;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.export.UserQuotas;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.acl.Token;
import io.fairlead.core.link.LinkResolution;
import io.fairlead.core.names.Names;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.core.quota.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's view: translates its paths, applies the rules, and knows what it has open so as to close it. */
final class ArbitratedVolume implements ExportVolume {
    private static final Logger LOG = LoggerFactory.getLogger(ArbitratedVolume.class);

    private final ArbitratedExport export;
    private final Arbiter arbiter;
    private final Session session;
    private final Mounted view;
    private final LinkResolution links;
    private final Waits waits;
    private final Set<ArbitratedFile> files = ConcurrentHashMap.newKeySet();
    private final SessionWatches watches;
    private final Admission admission;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Retirement retirement;
    private final ArbitratedSnapshots snapshots = new ArbitratedSnapshots(this);
    private volatile Runnable whenClosed = () -> {};
    private final FileSecurity security = new FileSecurity(this);
    private volatile Identity user;
    private final AtomicInteger reclaims = new AtomicInteger(); // under way
    private volatile boolean lost;
    private volatile boolean replaced; // by a storage that has the same arbiter
    private volatile Known token; // null before the first open

    /** @param links how links are followed, and where this view starts, in the storage */
    ArbitratedVolume(ArbitratedExport export, Arbiter arbiter, Identity user, Session session, LinkResolution links) {
        this.export = export;
        this.arbiter = arbiter;
        this.user = user;
        this.session = session;
        this.view = session.view();
        this.links = links;
        this.waits = new Waits(session.bounds(), closed::get, this::gone);
        this.watches = new SessionWatches(this);
        this.admission = new Admission(this);
        this.retirement = new Retirement(arbiter, () -> lose().run());
    }

    Arbiter arbiter() {
        return arbiter;
    }

    Storage storage() {
        return session.storage();
    }

    Session session() {
        return session;
    }

    AccessRules rules() {
        return export.rules();
    }

    Mounted view() {
        return view;
    }

    /** The calls of this session that wait for others. */
    Waits waits() {
        return waits;
    }

    LinkResolution links() {
        return links;
    }

    ArbitratedExport export() {
        return export;
    }

    @Override
    public Identity user() {
        return user;
    }

    @Override
    public void user(Identity now) {
        if (!now.name().equals(user.name())) {
            throw new IllegalArgumentException("the session is " + user.name() + "'s, not " + now.name() + "'s");
        }
        user = now;
        snapshots.user(now);
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links last) throws StorageException {
        return following(path, at -> attributesAt(at, last));
    }

    /** Makes a call at a path, and where the links lead that end it. */
    private <T> T following(VPath path, Names.Call<T> call) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            try {
                return call.at(at);
            } catch (LinkEncountered met) {
                at = links.next(met, path, followed);
            } catch (StorageException e) {
                throw e.reason() == Reason.STALE && isLost() ? gone() : e; // it left while the call was under way
            }
        }
    }

    private Attributes attributesAt(VPath path, Links last) throws StorageException {
        refuseClosed();
        arbiter.refuseUntenured();
        rules().reach(path);
        AccessRules.require(user(), Right.LIST, path);
        return links.shown(view.find(inStorage(path), at -> view.volume().attributes(at, last)));
    }

    @Override
    public int grantedAccess(VPath path, Links last) throws StorageException {
        return following(path, at -> {
            refuseClosed();
            arbiter.refuseUntenured();
            rules().reach(at);
            AccessRules.require(user(), Right.LIST, at);
            return view.find(inStorage(at), found -> security.granted(found, last));
        });
    }

    @Override
    public boolean isReadable(VPath path) throws StorageException {
        refuseClosed();
        arbiter.refuseUntenured();
        rules().reach(path);
        return view.find(inStorage(path), security::isReadable);
    }

    FileSecurity security() {
        return security;
    }

    /** Who the user is for descriptors. */
    @SuppressWarnings("ReferenceEquality") // another object is another decision, and the look must be cheap
    Token token() {
        Identity now = user;
        Known known = token;
        if (known == null || known.user() != now) {
            known = new Known(now, Token.of(now));
            token = known;
        }
        return known.token();
    }

    private record Known(Identity user, Token token) {}

    @Override
    public OpenFile open(VPath path, Open how) throws StorageException {
        return open(path, OpenRequest.shared(how));
    }

    @Override
    public OpenFile open(VPath path, OpenRequest request, Patience patience) throws StorageException {
        return following(path, at -> admission.open(at, request, patience));
    }

    /** Makes an open this session's. */
    ArbitratedFile adopt(LocalOpen open, VPath path, Permit permit) throws StorageException {
        ArbitratedFile file = new ArbitratedFile(this, open, path, permit);
        files.add(file);
        if (closed.get()) {
            file.discard();
            throw gone();
        }
        if (retirement.hasBegun()) { // meanwhile, and maybe without this one
            arbiter.breakLeases(open);
        }
        return file;
    }

    void forget(ArbitratedFile file) {
        files.remove(file);
        endIfDone();
    }

    /**
     * A parked open is about to be taken back: a volume whose storage is being replaced does not end before
     * {@link #endReclaim}, which must follow.
     *
     * @throws StorageException {@code UNAVAILABLE} if the storage has been replaced; {@code STALE}
     */
    void beginReclaim() throws StorageException {
        reclaims.incrementAndGet();
        boolean begun = false;
        try {
            refuseClosed();
            begun = true;
        } finally {
            if (!begun) {
                endReclaim();
            }
        }
    }

    void endReclaim() {
        reclaims.decrementAndGet();
        endIfDone();
    }

    /** Whether the storage was replaced by one on which parked opens are taken back. */
    boolean isReplaced() {
        return replaced && !lost;
    }

    /** Or is about to be: nobody will ask for anything of it again. */
    boolean isLost() {
        return lost || retirement.hasBegun();
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public Space space() throws StorageException {
        refuseClosed();
        arbiter.refuseUntenured();
        return view.volume().space();
    }

    @Override
    public Optional<UserQuotas> quotas() throws StorageException {
        refuseClosed();
        arbiter.refuseUntenured();
        QuotaSettings settings = export.settings().quota();
        Quotas quotas = arbiter.layers.quotas();
        if (!settings.ofUsers() || quotas == null) {
            return Optional.empty();
        }
        boolean all = token().isAdministrator();
        List<UserQuotas.Use> uses = new ArrayList<>();
        quotas.usedByUsers(export).forEach((name, bytes) -> {
            if (all || name.equalsIgnoreCase(user.name())) {
                uses.add(new UserQuotas.Use(name, bytes));
            }
        });
        return Optional.of(new UserQuotas(settings.userBytes(), all, uses));
    }

    /** {@link Watch}, {@link Symlinks}, {@link Snapshots}: what else a storage offers would go past the arbitration. */
    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Watch watch = watches::watch;
        if (type == Snapshots.class) {
            return view.volume().extension(Snapshots.class).map(below -> type.cast(snapshots.over(below)));
        }
        if (type == Symlinks.class) {
            return view.volume().extension(Symlinks.class).map(below -> type.cast(new ArbitratedLinks(this, below)));
        }
        return type.isInstance(watch) ? Optional.of(type.cast(watch)) : Optional.empty();
    }

    @Override
    public ExportVolume asOf(Instant time) throws StorageException {
        refuseClosed();
        arbiter.refuseUntenured();
        return snapshots.open(time);
    }

    /** Has somebody told, once, when it is closed. */
    void whenClosed(Runnable told) {
        whenClosed = told;
        if (closed.get()) { // meanwhile
            told.run();
        }
    }

    @Override
    public Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener)
            throws StorageException {
        return watches.watch(directory, recursive, listener);
    }

    @Override
    public ChangeReader changes(VPath directory, boolean recursive, int room, Duration hold) throws StorageException {
        return watches.changes(directory, recursive, room, hold);
    }

    /** What this session watches. */
    SessionWatches watches() {
        return watches;
    }

    @Override
    public void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            export.forget(this);
            whenClosed.run();
            waits.cancel();
            watches.close();
            files.forEach(ArbitratedFile::discard);
            snapshots.close();
            try {
                view.release();
            } finally {
                retirement.end();
            }
        }
    }

    /**
     * The storage, or the Export, is being replaced: every new call fails, what is open goes on for a while. The volume
     * closes with the last of it. Does not block.
     *
     * @param last whether what comes next has another arbiter: what keeps anybody out ends as by {@link #lose}, and of the rest
     *     the leases are broken, for nobody would break them later
     * @return what remains to be done, which may block
     */
    Runnable retire(boolean last) {
        replaced = !last;
        retirement.begin();
        waits.cancel();
        List<Runnable> rest = new ArrayList<>();
        for (ArbitratedFile file : files) {
            LocalOpen open = file.localOpen();
            if (last && open != null) {
                rest.add(open.excludesNobody() ? () -> arbiter.breakLeases(open) : file.lose());
            }
        }
        return () -> {
            watches.close();
            rest.forEach(Runnable::run);
            endIfDone();
        };
    }

    void endIfDone() {
        if (retirement.hasBegun() && reclaims.get() == 0 && files.isEmpty() && snapshots.isEmpty()) {
            try {
                close();
            } catch (StorageException | RuntimeException e) {
                LOG.debug("Closing a volume of a storage that was replaced failed", e);
            }
        }
    }

    /**
     * The storage has left, or the Export: every call fails from now on. Does not block.
     *
     * @return what remains to be done, which may
     */
    Runnable lose() {
        lost = true;
        if (!closed.compareAndSet(false, true)) {
            return () -> {};
        }
        List<Runnable> rest = new ArrayList<>();
        waits.cancel();
        whenClosed.run();
        files.forEach(file -> rest.add(file.lose()));
        rest.addAll(snapshots.lose());
        export.forget(this);
        return () -> {
            watches.close();
            rest.forEach(Runnable::run);
            files.forEach(ArbitratedFile::discard); // opened meanwhile
            try {
                view.release();
            } catch (StorageException | RuntimeException e) {
                LOG.debug("Closing a volume of a storage that left failed", e);
            } finally {
                retirement.end();
            }
        };
    }

    /** Why a call on something closed fails. */
    StorageException gone() {
        return isLost()
                ? new StorageException(Reason.UNAVAILABLE, "the storage of export " + export.name() + " has left")
                : new StorageException(Reason.STALE, "it was closed");
    }

    void refuseClosed() throws StorageException {
        if (closed.get() || retirement.hasBegun()) {
            throw gone();
        }
    }

    /** For what took its time: the storage may have left meanwhile. */
    void refuseLost() throws StorageException {
        if (lost) {
            throw gone();
        }
    }

    VPath inStorage(VPath path) {
        return links.root().isRoot() ? path : path.rebase(VPath.ROOT, links.root());
    }

    /** As this session knows it, or null for one outside its root. */
    VPath inExport(VPath path) {
        return path.startsWith(links.root()) ? path.rebase(links.root(), VPath.ROOT) : null;
    }

    /** As {@link #inExport}, or null also for one that the rules hide, and for all once the user may not list any more. */
    VPath shown(VPath path) {
        VPath known = user.may(Right.LIST) ? inExport(path) : null;
        return known == null || rules().hides(known) ? null : known;
    }
}
