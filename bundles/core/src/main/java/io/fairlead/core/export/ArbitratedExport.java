// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.link.LinkResolution;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Export. It stays while its storage comes and goes ({@link #attach}, {@link #detach}); without one, mounts are
 * {@code UNAVAILABLE}. Thread-safe.
 */
public final class ArbitratedExport implements Export, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArbitratedExport.class);

    private final Set<ArbitratedVolume> volumes = ConcurrentHashMap.newKeySet();
    private volatile ExportSettings settings;
    private volatile AccessRules rules;
    private volatile Arbiter arbiter; // null while there is no storage

    /** An Export without a storage yet. */
    public ArbitratedExport(ExportSettings settings) {
        configure(settings);
    }

    /** Rules apply to running sessions at once, the root to new ones. */
    public void configure(ExportSettings changed) {
        settings = changed;
        rules = new AccessRules(changed.readOnly(), changed.hidden());
    }

    /** Serves from {@code storage} from now on, instead of the one before. Does not block. */
    public synchronized void attach(Storage storage) {
        Arbiter before = arbiter;
        if (before != null && before.storage() == storage) {
            return;
        }
        arbiter = Arbiters.acquire(storage);
        leave(before);
    }

    /**
     * Stops serving from {@code storage}, if it still does: sessions on it fail with {@code UNAVAILABLE} from now on, and
     * are closed from another thread. Does not block.
     */
    public synchronized void detach(Storage storage) {
        if (arbiter != null && arbiter.storage() == storage) {
            close();
        }
    }

    /** Ends all sessions, as {@link #detach}. */
    @Override
    public synchronized void close() {
        Arbiter before = arbiter;
        arbiter = null;
        leave(before);
    }

    private void leave(Arbiter left) {
        if (left == null) {
            return;
        }
        // All are told before any is closed: else one's wait would be granted what another's end gives back.
        List<Runnable> rest = new ArrayList<>();
        for (ArbitratedVolume volume : List.copyOf(volumes)) {
            if (volume.arbiter() == left && volumes.remove(volume)) {
                rest.add(volume.lose());
            }
        }
        rest.forEach(Background::run);
        for (ParkingLot.Parked parked :
                left.parking.evict(open -> open.claim().session.export() == this)) {
            Background.run(() -> ArbitratedFile.discard(left, parked.claim()));
        }
        Arbiters.release(left);
    }

    AccessRules rules() {
        return rules;
    }

    void forget(ArbitratedVolume volume) {
        volumes.remove(volume);
    }

    /** Where this Export's shared state is, for tests; null while there is no storage. */
    Arbiter arbiter() {
        return arbiter;
    }

    @Override
    public long id() {
        return 0;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Feature> features() {
        Arbiter present = arbiter;
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        if (present != null) {
            features.addAll(present.storage().features());
        }
        if (rules.readOnly()) {
            features.remove(Feature.WRITE);
        }
        return features;
    }

    @Override
    public ExportVolume mount(Identity user) throws StorageException {
        return mount(user, MountOptions.DEFAULT);
    }

    @Override
    public ExportVolume mount(Identity user, MountOptions options) throws StorageException {
        return mount(user, options.peer(), options.links());
    }

    @Override
    public ExportVolume mount(Identity user, LinkPolicy policy) throws StorageException {
        return mount(user, null, policy);
    }

    private ExportVolume mount(Identity user, Peer peer, LinkPolicy policy) throws StorageException {
        Arbiter present = arbiter;
        if (present == null) {
            throw new StorageException(Reason.UNAVAILABLE, "export " + name() + " has no storage at present");
        }
        ExportSettings now = settings;
        Volume below = present.storage().mount(user, LinkPolicy.STOP); // only the session knows what it may follow
        boolean mounted = false;
        VPath root;
        try {
            root = start(below, VPath.ROOT, now.subtree(), user);
            root = now.homes() ? start(below, root, user.home(), user) : root;
            mounted = true;
        } finally {
            if (!mounted) {
                below.close();
            }
        }
        ArbitratedVolume volume = new ArbitratedVolume(
                present, new Session(this, user, peer), new Mounted(below), new LinkResolution(root, policy));
        volumes.add(volume);
        if (arbiter != present && volumes.remove(volume)) { // it left meanwhile, perhaps before the volume was known
            Background.run(volume.lose());
            throw volume.gone();
        }
        return volume;
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
    public ParkedOpen.Reclaimed reclaim(ParkedOpen.Key key, ExportVolume volume) throws StorageException {
        if (!(volume instanceof ArbitratedVolume taker) || taker.session().export() != this) {
            throw new StorageException(Reason.NOT_FOUND, "the volume is of another export");
        }
        ParkingLot.Parked parked = taker.arbiter().parking.take(key, taker.session());
        Claim claim = parked.claim();
        claim.session = taker.session();
        claim.parked = false;
        VPath path = taker.inExport(taker.arbiter().opens.path(claim));
        LOG.debug("{} took back {}, open at {}", taker.session(), parked.key(), path);
        return new ParkedOpen.Reclaimed(taker.adopt(claim, path == null ? VPath.ROOT : path), parked.state());
    }

    @Override
    public List<OpenInfo> opens() {
        Arbiter present = arbiter;
        if (present == null) {
            return List.of();
        }
        return present.opens.claims().stream()
                .filter(claim -> claim.session.export() == this)
                .map(claim -> info(present, claim))
                .toList();
    }

    private OpenInfo info(Arbiter present, Claim claim) {
        VPath path = present.opens.path(claim);
        VPath subtree = settings.subtree();
        VPath shown = path.startsWith(subtree) ? path.rebase(subtree, VPath.ROOT) : path;
        return new OpenInfo(
                new OpenId(0, 0),
                shown.toString(),
                claim.session.user().name(),
                claim.session.peerText(),
                claim.accessText(),
                claim.file.locksOf(claim));
    }
}
