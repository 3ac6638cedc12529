// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.client.StillOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.fscc.FileSystemInformation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A server, a share or a folder in one, as a storage. Its features are those that every server has until the first mount has
 * asked the share; from then on they are fixed.
 */
final class SmbStorage implements RemoteStorage {
    private static final Set<Feature> EVERY_SERVER = Set.of(
            Feature.WRITE,
            Feature.RANDOM_WRITE,
            Feature.ATOMIC_REPLACE,
            Feature.CASE_INSENSITIVE,
            Feature.STABLE_IDS,
            Feature.SET_MODIFIED,
            Feature.SET_ACCESSED,
            Feature.SET_CREATED,
            Feature.DOS_FLAGS,
            Feature.DIRECTORIES,
            Feature.EXTERNAL_CHANGES,
            Feature.APPEND,
            Feature.SPACE,
            Feature.SERVER_COPY);

    private final SmbTarget target;
    private final ServerLink link;
    private final Consumer<SmbStorage> onClose;
    private final Map<String, ShareFiles> shares = new ConcurrentHashMap<>(); // by folded name
    private final Set<SmbVolume> volumes = ConcurrentHashMap.newKeySet();
    private final StillOpen open = new StillOpen(); // nodes
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Set<Feature> features; // null until the share was asked

    SmbStorage(SmbTarget target, ServerLink link, Consumer<SmbStorage> onClose) {
        this.target = target;
        this.link = link;
        this.onClose = onClose;
    }

    ServerLink link() {
        return link;
    }

    SmbTarget target() {
        return target;
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> known = features;
        return known == null ? EVERY_SERVER : known;
    }

    /** Where a path of this storage leads. */
    Place place(VPath path) throws StorageException {
        List<String> names = new ArrayList<>(target.root().names());
        names.addAll(path.names());
        if (names.isEmpty()) {
            return new Place(null, names, path.toString());
        }
        String share = RemoteNames.of(List.of(names.get(0)));
        ShareFiles files = shares.computeIfAbsent(share.toLowerCase(Locale.ROOT), key -> new ShareFiles(link, share));
        return new Place(files, names.subList(1, names.size()), path.toString());
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        requireOpen();
        try {
            Place root = place(VPath.ROOT);
            if (root.isServer()) {
                link.connect();
            } else {
                link.tree(root.files().share());
                learn(root.files());
            }
        } catch (IOException e) {
            throw Failures.of(e, target.toString());
        }
        SmbVolume volume = new SmbVolume(this);
        volumes.add(volume);
        if (closed.get()) { // meanwhile, and maybe without this volume
            volume.close();
            requireOpen();
        }
        return volume;
    }

    private synchronized void learn(ShareFiles share) throws IOException {
        if (features == null) {
            int bits = FileSystemQueries.attributes(share);
            EnumSet<Feature> all = EnumSet.copyOf(EVERY_SERVER);
            if ((bits & FileSystemInformation.NAMED_STREAMS) != 0) {
                all.add(Feature.STREAMS);
            }
            if ((bits & FileSystemInformation.SUPPORTS_EXTENDED_ATTRIBUTES) != 0) {
                all.add(Feature.XATTRS);
            }
            features = Collections.unmodifiableSet(all);
        }
    }

    private void requireOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.UNAVAILABLE, target + " was closed");
        }
    }

    /** Nodes follow a rename. */
    void renamed(VPath from, VPath to) {
        volumes.forEach(volume -> volume.renamed(from, to));
    }

    /** The nodes of all volumes: closed when all that closing them does is done. */
    StillOpen open() {
        return open;
    }

    void forget(SmbVolume volume) {
        volumes.remove(volume);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.accept(this);
        }
    }
}
