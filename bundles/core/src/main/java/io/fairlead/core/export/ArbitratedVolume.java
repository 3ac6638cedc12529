// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.core.limit.Quantity;
import io.fairlead.core.link.LinkResolution;
import io.fairlead.core.names.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Set<ChangeQueue> watches = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Identity user;
    private volatile boolean lost;

    /** @param links how links are followed, and where this view starts, in the storage */
    ArbitratedVolume(ArbitratedExport export, Arbiter arbiter, Identity user, Session session, LinkResolution links) {
        this.export = export;
        this.arbiter = arbiter;
        this.user = user;
        this.session = session;
        this.view = session.view();
        this.links = links;
        this.waits = new Waits(session.bounds(), closed::get, this::gone);
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
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links last) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            try {
                return attributesAt(at, last);
            } catch (LinkEncountered met) {
                at = links.next(met, path, followed);
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
    public OpenFile open(VPath path, Open how) throws StorageException {
        return open(path, OpenRequest.shared(how));
    }

    @Override
    public OpenFile open(VPath path, OpenRequest request, Patience patience) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            try {
                return openAt(at, request, patience);
            } catch (LinkEncountered met) {
                at = links.next(met, path, followed);
            }
        }
    }

    private OpenFile openAt(VPath path, OpenRequest request, Patience patience) throws StorageException {
        refuseClosed();
        AccessRules rules = rules();
        if (!rules.mayOnlyFind(user(), request)) {
            return openAs(path, request, rules, patience);
        }
        try {
            return openAs(path, AccessRules.findOnly(request), rules, patience);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                AccessRules.require(user(), Right.WRITE, path);
                rules.change(path);
            }
            throw e;
        }
    }

    private ArbitratedFile openAs(VPath path, OpenRequest request, AccessRules rules, Patience patience)
            throws StorageException {
        Identity asked = user();
        rules.permit(asked, path, request);
        Names.Call<LocalOpen> admitting = at -> admitted(at, request, patience);
        LocalOpen open = request.how().disposition() == Open.Disposition.OPEN
                ? view.find(inStorage(path), admitting)
                : view.make(inStorage(path), null, admitting);
        ArbitratedFile file = adopt(open, path, Permit.granted(rules, asked));
        boolean permitted = false;
        try {
            if (request.how().kind() == Open.Kind.ANY && open.access.contains(Open.Access.READ)) {
                file.requireRead(asked, path);
            }
            permitted = true;
        } finally {
            if (!permitted) {
                file.discard();
            }
        }
        return file;
    }

    /** @param path in the storage */
    private LocalOpen admitted(VPath path, OpenRequest request, Patience patience) throws StorageException {
        session.bounds().take(Quantity.OPENS);
        boolean retained = false;
        boolean opened = false;
        try {
            view.retain();
            retained = true;
            LocalOpen open = new LocalOpen(arbiter.opens.newId(), request, session);
            waits.during(patience, () -> new Opening(arbiter, path, request, open, patience).run());
            opened = true;
            return open;
        } finally {
            if (!opened) {
                session.bounds().give(Quantity.OPENS, 1);
                if (retained) {
                    view.release();
                }
            }
        }
    }

    /** Makes an open this session's. */
    ArbitratedFile adopt(LocalOpen open, VPath path, Permit permit) throws StorageException {
        ArbitratedFile file = new ArbitratedFile(this, open, path, permit);
        files.add(file);
        if (closed.get()) {
            file.discard();
            throw gone();
        }
        return file;
    }

    void forget(ArbitratedFile file) {
        files.remove(file);
    }

    boolean isLost() {
        return lost;
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

    /** {@link Watch} and {@link Symlinks}: what else a storage offers would go past the arbitration. */
    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Watch watch = this::watch;
        if (type == Symlinks.class) {
            return view.volume().extension(Symlinks.class).map(below -> type.cast(new ArbitratedLinks(this, below)));
        }
        return type.isInstance(watch) ? Optional.of(type.cast(watch)) : Optional.empty();
    }

    @Override
    public Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener)
            throws StorageException {
        VPath folder = folder(directory);
        return watchFolder(folder, recursive, listener);
    }

    /** @param folder in the storage, without a link on the way */
    ChangeQueue watchFolder(VPath folder, boolean recursive, Consumer<Change> listener) throws StorageException {
        arbiter.refuseUntenured();
        session.bounds().take(Quantity.WATCHES);
        ChangeQueue queue = new ChangeQueue(folder, recursive, this::shown, listener, this::unwatch);
        Optional<Watch> below = view.volume().extension(Watch.class);
        if (below.isPresent()) {
            queue.expectEchoes();
        }
        watches.add(queue);
        boolean watching = false;
        try {
            queue.joined(arbiter.changes.subscribe(new ChangeFeed.Interest(folder, recursive), queue::own));
            if (below.isPresent()) {
                queue.joined(below.get().watch(folder, recursive, queue::outside));
            }
            refuseClosed();
            watching = true;
        } finally {
            if (!watching) {
                queue.close();
            }
        }
        return queue;
    }

    /** In the storage, links followed. */
    private VPath folder(VPath directory) throws StorageException {
        AccessRules.require(user(), Right.LIST, directory);
        try (OpenFile folder = open(directory, new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.DIRECTORY))) {
            return inStorage(folder.path());
        }
    }

    private void unwatch(ChangeQueue queue) {
        if (watches.remove(queue)) {
            session.bounds().give(Quantity.WATCHES, 1);
        }
    }

    @Override
    public void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            export.forget(this);
            waits.cancel();
            watches.forEach(ChangeQueue::close);
            files.forEach(ArbitratedFile::discard);
            view.release();
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
        files.forEach(file -> rest.add(file.lose()));
        return () -> {
            watches.forEach(ChangeQueue::close);
            rest.forEach(Runnable::run);
            files.forEach(ArbitratedFile::discard); // opened meanwhile
            try {
                view.release();
            } catch (StorageException | RuntimeException e) {
                LOG.debug("Closing a volume of a storage that left failed", e);
            }
        };
    }

    /** Why a call on something closed fails. */
    StorageException gone() {
        return lost
                ? new StorageException(Reason.UNAVAILABLE, "the storage of export " + export.name() + " has left")
                : new StorageException(Reason.STALE, "it was closed");
    }

    void refuseClosed() throws StorageException {
        if (closed.get()) {
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

    private VPath shown(VPath path) {
        VPath known = inExport(path);
        return known == null || rules().hides(known) ? null : known;
    }
}
