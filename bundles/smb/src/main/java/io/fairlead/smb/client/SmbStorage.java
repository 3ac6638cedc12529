// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.client.StillOpen;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.dfs.Namespace;
import io.fairlead.smb.client.dfs.UncPath;
import io.fairlead.smb.client.open.ServerLink;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.share.FileSystemQueries;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.share.ServerNode;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.client.terms.LinkInTheWay;
import io.fairlead.smb.client.terms.RemoteNames;
import io.fairlead.smb.dfsc.ReferralRequest;
import io.fairlead.smb.dfsc.ReferralResponse;
import io.fairlead.smb.fscc.FileSystemInformation;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static final int NEWEST_REFERRAL = 4;
    private static final int MOST_REFERRAL_BYTES = 64 * 1024;

    /** Symbolic links of one path that are followed, as many as Linux does. */
    static final int MOST_LINKS = 40;

    private final SmbTarget target;
    private final ServerLink link;
    private final Consumer<SmbStorage> onClose;
    private final Namespace namespace;
    private final Servers others;
    private final Map<String, ShareFiles> shares = new ConcurrentHashMap<>(); // by folded name of server and share
    private final Set<SmbVolume> volumes = ConcurrentHashMap.newKeySet();
    private final StillOpen open = new StillOpen(); // nodes
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Set<Feature> features; // null until the share was asked

    SmbStorage(SmbTarget target, Servers others, Consumer<SmbStorage> onClose) throws StorageException {
        this.target = target;
        this.others = others;
        link = others.link(target.settings().host());
        this.onClose = onClose;
        namespace = new Namespace(target.referralHosts(), new Connected(), System::nanoTime);
    }

    /** The servers that referrals lead to. */
    private final class Connected implements Namespace.Peers {
        @Override
        public void reach(String host, String share) throws IOException {
            files(host, share).tree();
        }

        @Override
        public ReferralResponse ask(UncPath path) throws IOException {
            byte[] input = new ReferralRequest(NEWEST_REFERRAL, path.toString()).encode();
            IoctlRequest request = new IoctlRequest(
                    ReferralRequest.FSCTL_DFS_GET_REFERRALS,
                    FileId.RELATED,
                    input,
                    0,
                    MOST_REFERRAL_BYTES,
                    IoctlRequest.IS_FSCTL);
            Answer answer =
                    files(path.host(), "IPC$").ask(new ClientRequest(Command.IOCTL, request, MOST_REFERRAL_BYTES));
            if (!answer.is(NtStatus.SUCCESS)) {
                throw new StatusException(Command.IOCTL, answer.status());
            }
            return ReferralResponse.decode(IoctlResponse.decode(answer.body()).output());
        }
    }

    private ShareFiles files(String host, String share) throws StorageException {
        String key = (host + "\\" + share).toLowerCase(Locale.ROOT);
        ShareFiles known = shares.get(key);
        if (known == null) {
            requireOpen();
            ServerLink server = others.link(host);
            known = shares.computeIfAbsent(key, made -> new ShareFiles(server, share));
        }
        return known;
    }

    /** Servers of this storage, the one that was named first. */
    List<ServerLink> links() {
        return others.links();
    }

    Namespace namespace() {
        return namespace;
    }

    SmbTarget target() {
        return target;
    }

    /** The server, opened as a directory. */
    ServerNode server(Open how) {
        return new ServerNode(link, target.settings().serverName(), how);
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> known = features;
        return known == null ? EVERY_SERVER : known;
    }

    /** Where a path of this storage leads, as far as is known without asking anybody. */
    Place place(VPath path) throws StorageException {
        return place(path, false);
    }

    /** Where a path of this storage leads: to a server that is connected, if it is another than the first one. */
    Place reached(VPath path) throws StorageException {
        return place(path, true);
    }

    /**
     * Where a path leads through a link that the server does not follow.
     *
     * @param asked the path that was asked for at first
     * @param place where the link was met
     * @param followed how many links were followed before
     * @throws StorageException {@link Reason#ACCESS_DENIED} if that is outside of the share, or of what this storage shows;
     *     {@link Reason#NOT_FOUND} for one link too many
     */
    VPath instead(VPath asked, Place place, LinkInTheWay link, int followed) throws StorageException {
        if (followed >= MOST_LINKS) {
            throw new StorageException(Reason.NOT_FOUND, asked + ": too many symbolic links");
        }
        Optional<List<String>> names = place.isReferred() ? Optional.empty() : link.instead(place.names());
        List<String> root = target.root().names();
        if (names.isPresent()) {
            List<String> all = new ArrayList<>(List.of(place.files().share()));
            all.addAll(names.get());
            if (all.size() >= root.size() && equalNames(all.subList(0, root.size()), root)) {
                return VPath.ofNames(all.subList(root.size(), all.size()));
            }
        }
        throw new StorageException(Reason.ACCESS_DENIED, asked + ": a symbolic link leads out");
    }

    private static boolean equalNames(List<String> one, List<String> other) {
        return String.join("/", one).equalsIgnoreCase(String.join("/", other));
    }

    private Place place(VPath path, boolean reach) throws StorageException {
        List<String> names = new ArrayList<>(target.root().names());
        names.addAll(path.names());
        if (names.isEmpty()) {
            return new Place(null, names, path.toString(), null);
        }
        String share = RemoteNames.of(List.of(names.get(0)));
        UncPath named = new UncPath(link.host(), share, names.subList(1, names.size()));
        Namespace.Found found = reach ? namespace.reached(named) : namespace.known(named);
        UncPath there = found.path();
        return new Place(files(there.host(), there.share()), there.names(), path.toString(), found);
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        requireOpen();
        try {
            Place root = place(VPath.ROOT);
            if (root.isServer()) {
                link.connect();
            } else {
                learn(rootFiles());
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

    /** The share that has the root, which may be another one than that which was named. */
    private ShareFiles rootFiles() throws IOException {
        for (int hop = 0; ; hop++) {
            Place root = reached(VPath.ROOT);
            try {
                if (root.files().tree().refers() && !root.isFixed()) {
                    root.files().look(root.existingName(), Links.FOLLOW);
                }
                return root.files();
            } catch (IOException e) {
                if (hop < Namespace.MOST_HOPS && namespace.follows(root.found(), e)) {
                    continue;
                }
                Reason reason = Failures.reason(e);
                boolean missing = reason == Reason.NOT_FOUND || reason == Reason.PARENT_NOT_FOUND;
                if (!missing || Failures.isNoShare(e)) {
                    throw e;
                }
                return root.files(); // what is not there may be made
            }
        }
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
            if ((bits & FileSystemInformation.SUPPORTS_REPARSE_POINTS) == 0) {
                share.hasNoLinks();
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
