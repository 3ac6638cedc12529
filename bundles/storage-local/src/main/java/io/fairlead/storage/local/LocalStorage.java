// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.local.folder.AttributeChanger;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Failures;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.NodeIds;
import io.fairlead.storage.local.folder.PathNames;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import io.fairlead.storage.local.stream.StreamDepot;
import io.fairlead.storage.local.stream.StreamSweep;
import io.fairlead.storage.local.upload.Staging;
import io.fairlead.storage.local.upload.StagingSweep;
import io.fairlead.storage.local.watch.WatchHub;
import io.fairlead.storage.local.watch.WatchRequest;
import io.fairlead.storage.local.watch.WatchedTree;
import io.fairlead.storage.local.xattr.CheckedPath;
import io.fairlead.storage.local.xattr.KeptAttributes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * A storage on a folder. Nothing outside the folder is read or changed through it, however links point and whoever
 * renames meanwhile: see {@link Resolver}. {@link #close} ends all volumes. Thread-safe.
 *
 * <p>The folder itself is held open; one that is unmounted or replaced is served again by a new storage.
 */
public final class LocalStorage implements Storage, AutoCloseable {
    private final LocalSettings settings;
    private final Platform platform;
    private final Folder root;
    private final NameRules names;
    private final Resolver resolver;
    private final Optional<String> storageId;
    private final NodeIds ids;
    private final AttributeReader reader;
    private final LinkCounts linkCounts;
    private final KeptAttributes kept;
    private final StreamDepot streams;
    private final StreamSweep streamSweep;
    private final AttributeChanger changer;
    private final FileModes modes;
    private final Staging staging;
    private final Failures failures;
    private final Namespace namespace;
    private final WatchHub watchHub;
    private final Optional<LocalSnapshots> snapshots;
    private final PathNames paths;
    private final Set<Feature> features;
    private final Set<LocalVolume> volumes = ConcurrentHashMap.newKeySet();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Retirement retirement = new Retirement(this);

    private LocalStorage(LocalSettings settings, Platform platform, Folder root) throws IOException {
        this.settings = settings;
        this.platform = platform;
        this.root = root;
        names = platform.names();
        resolver = new Resolver(root, names, settings.links() == LocalSettings.Links.REFUSE, settings.keptFolders());
        String own = "local:" + root.directory();
        storageId = settings.id().isEmpty()
                ? Optional.of(own).filter(id -> platform.isDefault())
                : Optional.of(settings.id());
        ids = new NodeIds(storageId.orElse(own), AttributeReader.id(root.stat()));
        reader = new AttributeReader(settings.owners(), root.directory(), ids);
        linkCounts = new LinkCounts(platform.countsLinks());
        modes = new FileModes(platform.posix(), settings.umask());
        kept = new KeptAttributes(root, platform.userAttributes());
        changer = new AttributeChanger(modes, kept.works(), kept.works() || platform.birthTimes());
        staging = new Staging(root, modes);
        failures = new Failures(platform.store());
        namespace = new Namespace(this);
        if (!platform.readOnly()) {
            StagingSweep.run(root, resolver, staging);
        }
        boolean caseInsensitive =
                new CaseProbe(root, staging, names).insensitive(settings.letterCase(), platform.readOnly());
        paths = new PathNames(caseInsensitive);
        watchHub = new WatchHub(new WatchedTree(settings.name(), root, resolver, names, paths, namespace::steady));
        boolean keepsStreams = kept.works() && (platform.readOnly() ? hasStreams(root) : birthTimesTold());
        streams = new StreamDepot(root, modes, keepsStreams);
        streamSweep = new StreamSweep(streams, resolver);
        snapshots = settings.snapshots().map(folder -> new LocalSnapshots(this, platform, folder));
        features = platform.features(
                root,
                new Platform.Found(caseInsensitive, followsLinks(), kept.works(), keepsStreams, snapshots.isPresent()));
        if (!platform.readOnly()) {
            streamSweep.start();
        }
    }

    /**
     * Opens a folder as a storage, and removes what uploads of a killed server left in it.
     *
     * @throws IOException if the folder is missing or can't be read; the message names it
     */
    public static LocalStorage open(LocalSettings settings) throws IOException {
        return open(settings, true);
    }

    /** As {@link #open(LocalSettings)}; by descriptors only if {@code secure}, which is for tests to switch off. */
    static LocalStorage open(LocalSettings settings, boolean secure) throws IOException {
        Platform platform = Platform.of(settings, secure);
        Exclusions exclusions = exclusions(settings, platform);
        Folder root = platform.openRoot(exclusions);
        try {
            return new LocalStorage(settings, platform, root);
        } catch (IOException | RuntimeException x) {
            root.close();
            throw x;
        }
    }

    private static boolean hasStreams(Folder root) throws IOException {
        return Resolver.look(root, root.directory().getFileSystem().getPath(NameRules.STREAMS)) != null;
    }

    /** Whether the platform tells when a file was made, and not only when it was changed: tried out. */
    private boolean birthTimesTold() {
        try (Staging.Use use = staging.use()) {
            Path name = use.freshName();
            use.folder()
                    .channel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try {
                use.folder().view(name).setTimes(FileTime.from(Instant.EPOCH), null, null);
                BasicFileAttributes made = use.folder().stat(name);
                return !made.creationTime().equals(made.lastModifiedTime());
            } finally {
                use.folder().deleteFile(name);
            }
        } catch (IOException refused) {
            return false;
        }
    }

    private static Exclusions exclusions(LocalSettings settings, Platform platform) throws IOException {
        List<Path> excluded = new ArrayList<>(settings.exclude());
        if (settings.snapshots().isPresent()) {
            excluded.add(snapshotFolder(settings.snapshots().get(), platform.root()));
        }
        Exclusions exclusions = Exclusions.of(excluded);
        try {
            exclusions.check(Files.readAttributes(platform.root(), BasicFileAttributes.class), platform.root());
        } catch (Exclusions.ExcludedException x) {
            throw new IOException("path = " + platform.root() + "; expected a folder that is not excluded", x);
        }
        return exclusions;
    }

    /** It is not served itself: whoever looks into it would go past the arbitration, and might make snapshots. */
    private static Path snapshotFolder(SnapshotFolder snapshots, Path root) throws IOException {
        Path parent = snapshots.parent();
        if (!Files.isDirectory(parent) || Files.isSameFile(parent, root)) {
            throw new IOException("snapshots = " + parent + "/*; expected an existing folder before the *"
                    + (Files.isDirectory(parent) ? " that is not the one served" : ""));
        }
        return parent;
    }

    /** As configured, else by the real path of the root; none in a file system that exists in this process only. */
    @Override
    public Optional<String> storageId() {
        return storageId;
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        LocalVolume volume = new LocalVolume(this, policy);
        volumes.add(volume);
        if (closed.get() || retirement.hasBegun()) {
            volume.close();
            throw new StorageException(Reason.UNAVAILABLE, settings.name() + ": closed");
        }
        return volume;
    }

    /** Whether paths are resolved by open descriptors, which nobody can lead out of the root; else by path. */
    public boolean isSecure() {
        return !root.byPath();
    }

    /**
     * Ends it, as {@link #close}, when the last volume is closed, or after a minute; there are no new ones. Does not wait for
     * that. For a storage that is withdrawn while sessions have files of it open.
     */
    public void retire() {
        retirement.begin();
    }

    /** Ends it: volumes and nodes still open are {@code STALE} from now on, uploads are dropped. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            for (LocalVolume volume : volumes) {
                volume.close();
            }
            snapshots.ifPresent(LocalSnapshots::close);
            watchHub.close();
            streamSweep.close();
            resolver.forget();
            root.close();
        }
    }

    // ---- for the other classes of this package
    // -----------------------------------------------------------------------

    /** Attributes of what a place has; null if nothing is there. */
    Attributes attributes(Located place) {
        return place.found() == null ? null : attributes(place, id(place));
    }

    /** Attributes of what a place has, under an identity that the caller knows. */
    Attributes attributes(Located place, NodeId id) {
        Attributes read = reader.read(place.found(), id, place.folder(), place.file());
        Attributes counted = counted(read, place);
        return kept.inUse() && (read.isFile() || read.isDirectory()) ? kept.complete(counted, place) : counted;
    }

    /** The same with what the JDK tells by path only. */
    Attributes counted(Attributes read, Located place) {
        return read.isFile() ? linkCounts.complete(read, place.found(), CheckedPath.of(place)) : read;
    }

    private NodeId id(Located place) {
        NodeId id = AttributeReader.id(place.found());
        return id == null ? paths.idOf(place.path()) : id;
    }

    /** A name moved: open nodes and watches follow. The caller holds the lock on moves. */
    void moved(VPath from, VPath to) {
        volumes.forEach(volume -> volume.moved(from, to));
        watchHub.moved(from, to);
    }

    /** A name is gone, or another file's by now: open nodes hear of it. */
    void unlinked(VPath name) {
        volumes.forEach(volume -> volume.unlinked(name));
    }

    Space space() throws IOException {
        FileStore store = platform.store();
        return store == null ? Space.UNKNOWN : new Space(store.getTotalSpace(), store.getUsableSpace());
    }

    Watch.Subscription watch(WatchRequest watched, Consumer<Change> listener) throws StorageException {
        return failures.guard(watched.directory(), () -> watchHub.watch(watched, listener));
    }

    void warnOnce(Logger log, String topic, String format, Object... arguments) {
        if (warned.add(topic)) {
            log.warn(settings.name() + ": " + format, arguments);
        }
    }

    /** For tests. */
    boolean isClosed() {
        return closed.get();
    }

    int openVolumes() {
        return volumes.size() + snapshots.map(LocalSnapshots::views).orElse(0);
    }

    void forget(LocalVolume volume) {
        volumes.remove(volume);
        volumeClosed();
    }

    /** A volume was closed, of this or of a snapshot. */
    void volumeClosed() {
        retirement.look();
    }

    Optional<LocalSnapshots> snapshots() {
        return snapshots;
    }

    boolean readOnly() {
        return platform.readOnly();
    }

    boolean watches() {
        return platform.watches();
    }

    boolean followsLinks() {
        return settings.links() == LocalSettings.Links.INSIDE;
    }

    LocalSettings settings() {
        return settings;
    }

    Folder root() {
        return root;
    }

    NameRules names() {
        return names;
    }

    PathNames paths() {
        return paths;
    }

    Resolver resolver() {
        return resolver;
    }

    NodeIds ids() {
        return ids;
    }

    AttributeReader reader() {
        return reader;
    }

    StreamDepot streams() {
        return streams;
    }

    StreamSweep streamSweep() {
        return streamSweep;
    }

    /** Whether what was found is on the device of the root. */
    boolean onRootDevice(Located place) throws IOException {
        NodeId id = AttributeReader.id(place.found());
        return id != null && id.high() == AttributeReader.id(root.stat()).high();
    }

    KeptAttributes kept() {
        return kept;
    }

    AttributeChanger changer() {
        return changer;
    }

    FileModes modes() {
        return modes;
    }

    Staging staging() {
        return staging;
    }

    Failures failures() {
        return failures;
    }

    Namespace namespace() {
        return namespace;
    }
}
