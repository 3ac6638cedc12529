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
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.link.LinkResolution;
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
    private final Set<ArbitratedFile> files = ConcurrentHashMap.newKeySet();
    private final Set<ChangeQueue> watches = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean lost;

    /** @param links how links are followed, and where this view starts, in the storage */
    ArbitratedVolume(Arbiter arbiter, Session session, Mounted view, LinkResolution links) {
        this.export = session.export();
        this.arbiter = arbiter;
        this.session = session;
        this.view = view;
        this.links = links;
    }

    Arbiter arbiter() {
        return arbiter;
    }

    Session session() {
        return session;
    }

    AccessRules rules() {
        return export.rules();
    }

    LinkResolution links() {
        return links;
    }

    @Override
    public Identity user() {
        return session.user();
    }

    @Override
    public void user(Identity now) {
        throw new UnsupportedOperationException();
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
        rules().reach(path);
        AccessRules.require(user(), Right.LIST, path);
        return links.shown(view.volume().attributes(inStorage(path), last));
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
                return openAt(at, request);
            } catch (LinkEncountered met) {
                at = links.next(met, path, followed);
            }
        }
    }

    private OpenFile openAt(VPath path, OpenRequest request) throws StorageException {
        refuseClosed();
        AccessRules rules = rules();
        if (!rules.mayOnlyFind(user(), request)) {
            return openAs(path, request, rules);
        }
        try {
            return openAs(path, AccessRules.findOnly(request), rules);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                AccessRules.require(user(), Right.WRITE, path);
                rules.change(path);
            }
            throw e;
        }
    }

    private ArbitratedFile openAs(VPath path, OpenRequest request, AccessRules rules) throws StorageException {
        rules.permit(user(), path, request);
        Claim claim = arbiter.open(inStorage(path), request, session, view);
        ArbitratedFile file = adopt(claim, path);
        boolean permitted = false;
        try {
            if (request.how().kind() == Open.Kind.ANY && claim.access.contains(Open.Access.READ)) {
                boolean directory = claim.node.attributes().isDirectory();
                AccessRules.require(user(), directory ? Right.LIST : Right.READ, path);
            }
            permitted = true;
        } finally {
            if (!permitted) {
                file.discard();
            }
        }
        return file;
    }

    /** Makes an open this session's. */
    ArbitratedFile adopt(Claim claim, VPath path) throws StorageException {
        ArbitratedFile file = new ArbitratedFile(this, claim, path);
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
        ChangeQueue queue = new ChangeQueue(folder, recursive, this::shown, listener, this::unwatch);
        Optional<Watch> below = view.volume().extension(Watch.class);
        if (below.isPresent()) {
            queue.expectEchoes();
        }
        watches.add(queue);
        arbiter.changes.add(queue);
        boolean watching = false;
        try {
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
        arbiter.changes.remove(queue);
        watches.remove(queue);
    }

    @Override
    public void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            export.forget(this);
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
