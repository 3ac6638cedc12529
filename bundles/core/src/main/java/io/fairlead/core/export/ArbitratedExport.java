// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Background;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Ledgers;
import io.fairlead.core.link.LinkResolution;
import io.fairlead.core.names.Names;
import io.fairlead.core.quota.Quotas;
import io.fairlead.core.supplement.Supplemented;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The Export. It stays while its storage comes and goes ({@link #attach}, {@link #detach}); without one, mounts are
 * {@code UNAVAILABLE}. Thread-safe.
 */
public final class ArbitratedExport implements Export, AutoCloseable {

    private final Set<ArbitratedVolume> volumes = ConcurrentHashMap.newKeySet();
    private volatile ExportSettings settings;
    private volatile AccessRules rules;
    private final Ledgers ledgers;
    private final SnapshotExports snapshots;
    private volatile Attached attached; // null while there is no storage
    private Arbiter earlier; // guarded by this; opens may wait under it for the next storage; null for none
    private volatile Runnable whenForgotten = () -> {};

    /**
     * What is exported at present.
     *
     * @param storage as it was given
     * @param whole the same, with what it lacks
     * @param arbiter of all sessions on the same files
     */
    private record Attached(Storage storage, Storage whole, Arbiter arbiter) {}

    /** An Export without a storage yet. */
    public ArbitratedExport(ExportSettings settings) {
        this(settings, new Ledgers());
    }

    /** One that counts what its sessions hold together with another. */
    ArbitratedExport(ExportSettings settings, Ledgers ledgers) {
        this.ledgers = ledgers;
        this.snapshots = new SnapshotExports(this::settings, ledgers);
        configure(settings);
    }

    /** Rules and limits apply to running sessions and to what they have open at once, the root to new ones. */
    public void configure(ExportSettings changed) {
        settings = changed;
        rules = new AccessRules(changed.readOnly(), changed.hidden());
        Attached present = attached;
        if (present != null) {
            present.arbiter.layers.configure(this, changed.quota());
        }
        snapshots.configure();
    }

    /** Serves from {@code storage} from now on, instead of the one before. Does not block. */
    public synchronized void attach(Storage storage) {
        if (attached == null || attached.storage != storage) {
            attach(storage, Arbiters.acquire(storage));
        }
    }

    /** For tests, with an arbiter of their own. */
    synchronized void attach(Storage storage, Arbiter arbiter) {
        Attached before = attached;
        attached = new Attached(storage, Supplemented.over(storage), arbiter);
        leave(before);
    }

    /** Serves from a storage that lacks nothing which could be supplied. */
    synchronized void attachAsIs(Storage storage) {
        attached = new Attached(storage, storage, Arbiters.acquire(storage));
    }

    /**
     * Stops serving from {@code storage}, if it still does: sessions on it fail with {@code UNAVAILABLE} from now on, and
     * are closed from another thread. Does not block.
     */
    public synchronized void detach(Storage storage) {
        if (attached != null && attached.storage == storage) {
            Attached before = attached;
            attached = null;
            leave(before);
        }
    }

    /** Ends all sessions, as {@link #detach}; those, too, that go on after {@link #retire}. */
    @Override
    public synchronized void close() {
        Attached before = attached;
        attached = null;
        leave(before);
        volumes.forEach(volume -> Background.run(volume.lose()));
    }

    /**
     * As {@link #detach}, for a storage or an Export that is being replaced: what sessions have open goes on for a while, and
     * everything else they ask for is {@code UNAVAILABLE}, so that they mount again. What is parked waits as long, for the next
     * storage if that is the same one. Does not block.
     *
     * @param last whether this Export is at its end, too: then leases are broken, and only what excludes nobody goes on, as the
     *     next one has another arbiter
     */
    public synchronized void retire(boolean last) {
        Attached before = attached;
        attached = null;
        leave(before, volume -> volume.retire(last), last);
        if (before != null) {
            snapshots.leave(before.whole, export -> export.retire(last));
        }
    }

    private void leave(Attached left) {
        leave(left, ArbitratedVolume::lose, true);
        if (left != null) {
            snapshots.leave(left.whole, ArbitratedExport::close);
        }
    }

    private void leave(Attached left, Function<ArbitratedVolume, Runnable> end, boolean evicts) {
        if (left == null) {
            return;
        }
        // All are told before any is closed: else one's wait would be granted what another's end gives back.
        List<Runnable> rest = new ArrayList<>();
        for (ArbitratedVolume volume : List.copyOf(volumes)) {
            if (volume.storage() == left.whole) {
                rest.add(end.apply(volume));
            }
        }
        rest.forEach(Background::run);
        Arbiter arbiter = left.arbiter;
        earlier = arbiter;
        Parking parking = new Parking(arbiter); // what is parked later, on a volume that has been told, looks itself
        if (evicts) {
            parking.evict(name());
        } else {
            parking.retire(name());
        }
        arbiter.layers.leave(this);
        Arbiters.release(arbiter);
    }

    AccessRules rules() {
        return rules;
    }

    void forget(ArbitratedVolume volume) {
        if (volumes.remove(volume)) {
            ledgers.leave(volume.user().name());
            whenForgotten.run();
        }
    }

    /** Has somebody told whenever a session has ended. */
    void whenForgotten(Runnable told) {
        whenForgotten = told;
    }

    boolean hasSessions() {
        return !volumes.isEmpty();
    }

    /** Mounts the tree as it was, for a session on it as it is. */
    ArbitratedVolume past(ArbitratedVolume living, Instant time) throws StorageException {
        living.refuseClosed();
        Session session = living.session();
        return snapshots.mount(
                session.storage(),
                living.links().root(),
                time,
                living.user(),
                session.options().withHolder(null));
    }

    /** Where this Export's shared state is, for tests; null while there is no storage. */
    Arbiter arbiter() {
        Attached present = attached;
        return present == null ? null : present.arbiter;
    }

    @Override
    public long id() {
        Attached present = attached;
        String files = present == null ? "" : present.arbiter.storageId;
        UUID hash = UUID.nameUUIDFromBytes((files + "\0" + settings.subtree()).getBytes(StandardCharsets.UTF_8));
        return hash.getMostSignificantBits() ^ hash.getLeastSignificantBits();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Feature> features() {
        Attached present = attached;
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        if (present != null) {
            features.addAll(present.whole.features());
        }
        if (rules.readOnly()) {
            features.remove(Feature.WRITE);
        }
        ExportSettings now = settings;
        if (present != null && now.caseInsensitive()) {
            features.add(Feature.CASE_INSENSITIVE);
        }
        if (present != null && now.quota().any()) {
            features.add(Feature.SPACE);
            features.remove(Feature.STREAMS); // their bytes could not be counted
        }
        return features;
    }

    @Override
    public ExportVolume mount(Identity user) throws StorageException {
        return mount(user, MountOptions.DEFAULT);
    }

    @Override
    public ExportVolume mount(Identity user, LinkPolicy policy) throws StorageException {
        return mount(user, MountOptions.DEFAULT.withLinks(policy));
    }

    @Override
    public ArbitratedVolume mount(Identity user, MountOptions options) throws StorageException {
        Attached present = attached;
        if (present == null) {
            throw new StorageException(Reason.UNAVAILABLE, "export " + name() + " has no storage at present");
        }
        ExportSettings now = settings;
        Volume below = present.whole.mount(user, LinkPolicy.STOP); // only the session knows what it may follow
        boolean mounted = false;
        VPath root;
        Mounted view;
        try {
            VPath top = start(below, VPath.ROOT, now.subtree(), user);
            root = now.homes() ? start(below, top, user.home(), user) : top;
            view = layered(present, below, new Quotas.Place(this, top, root, now.quota(), user.name()), now);
            mounted = true;
        } finally {
            if (!mounted) {
                below.close();
            }
        }
        Session session = new Session(owner(user, options.peer()), present.whole, view, bounds(user), options);
        ArbitratedVolume volume =
                new ArbitratedVolume(this, present.arbiter, user, session, new LinkResolution(root, options.links()));
        volumes.add(volume);
        if (attached != present) { // it left meanwhile, perhaps before the volume was known
            Background.run(volume.lose());
            throw volume.gone();
        }
        return volume;
    }

    private static Mounted layered(Attached present, Volume below, Quotas.Place place, ExportSettings now)
            throws StorageException {
        Layers layers = present.arbiter.layers;
        Quotas quotas = layers.quotas(present.whole, now.quota());
        Volume counted = quotas == null ? below : quotas.over(below, place);
        boolean blind = now.caseInsensitive() && !present.whole.features().contains(Feature.CASE_INSENSITIVE);
        if (!blind) {
            return new Mounted(counted, Names.EXACT);
        }
        Names names = layers.caseBlind(present.whole);
        return new Mounted(names.holding(counted), names);
    }

    private OpenRecord.Owner owner(Identity user, Peer peer) {
        return new OpenRecord.Owner(name(), user.name(), peer == null ? "" : peer.toString());
    }

    private Bounds bounds(Identity user) {
        return new Bounds(ledgers.join(user.name()), ledgers.export(), () -> settings.bounds());
    }

    /** As they are at present. */
    ExportSettings settings() {
        return settings;
    }

    /** For tests. */
    Ledgers ledgers() {
        return ledgers;
    }

    /** Where a view starts: {@code path} of the view that starts at {@code from}, without links, in the storage. */
    private static VPath start(Volume below, VPath from, VPath path, Identity user) throws StorageException {
        if (path.isRoot()) {
            return from;
        }
        try {
            return new LinkResolution(from, LinkPolicy.FOLLOW).folder(below, path);
        } catch (StorageException e) {
            String where = path + ", where " + user.name() + " starts";
            throw switch (e.reason()) {
                case PARENT_NOT_FOUND, NOT_DIRECTORY -> new StorageException(Reason.NOT_FOUND, where, e);
                default -> e;
            };
        }
    }

    @Override
    public ParkedOpen.Waiting parked(ParkedOpen.Key key, ExportVolume volume) throws StorageException {
        ArbitratedVolume asking = own(volume);
        return new Parking(asking.arbiter()).look(key, asking);
    }

    @Override
    public List<ParkedOpen.Listed> parked(String protocol, ExportVolume volume) throws StorageException {
        ArbitratedVolume asking = own(volume);
        return new Parking(asking.arbiter()).list(protocol, asking);
    }

    @Override
    public boolean closeParked(ParkedOpen.Key key, ExportVolume volume) throws StorageException {
        ArbitratedVolume asking = own(volume);
        return new Parking(asking.arbiter()).close(key, asking);
    }

    @Override
    public ParkedOpen.Reclaimed reclaim(ParkedOpen.Key key, ExportVolume volume) throws StorageException {
        ArbitratedVolume taker = own(volume);
        return new Parking(taker.arbiter()).reclaim(key, taker);
    }

    @Override
    public synchronized void evictParked(String user) {
        Arbiter present = arbiter();
        if (present != null) {
            new Parking(present).evict(name(), user);
        }
        if (earlier != null && earlier != present) {
            new Parking(earlier).evict(name(), user);
        }
    }

    private ArbitratedVolume own(ExportVolume volume) throws StorageException {
        if (!(volume instanceof ArbitratedVolume mounted) || mounted.export() != this) {
            throw new StorageException(Reason.NOT_FOUND, "the volume is of another export");
        }
        return mounted;
    }

    @Override
    public List<OpenInfo> opens() {
        List<OpenInfo> all = new ArrayList<>(openFiles().list());
        all.addAll(snapshots.opens());
        return all;
    }

    @Override
    public List<LockInfo> locks() {
        return openFiles().locks();
    }

    private OpenFilesView openFiles() {
        return new OpenFilesView(name(), settings.subtree(), arbiter());
    }
}
