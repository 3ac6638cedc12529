// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.SmallUploads.MissingFolder;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.dfs.Namespace;
import io.fairlead.smb.client.open.ServerLink;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.FileSystemQueries;
import io.fairlead.smb.client.share.LinkTexts;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.share.ServerNode;
import io.fairlead.smb.client.terms.CreateTerms;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.client.terms.LinkInTheWay;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A mounted server or share. What is read or listed costs one exchange with the server. */
final class SmbVolume implements Volume {
    private final SmbStorage storage;
    private final Uploads uploads = new Uploads(this);
    private final CopyChunks copies = new CopyChunks();
    private final RemoteWatch watch = new RemoteWatch(this);
    private final Set<Followed> nodes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    SmbVolume(SmbStorage storage) {
        this.storage = storage;
    }

    /** Where a path leads, while the volume is open. */
    Place checked(VPath directory) throws StorageException {
        requireOpen();
        return storage.reached(directory);
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Where a path leads, as far as is known; nobody is asked. */
    Place known(VPath path) throws StorageException {
        requireOpen();
        return storage.place(path);
    }

    private Place place(VPath path) throws StorageException {
        return storage.place(path);
    }

    /** What is done with a path wherever it lies. */
    @FunctionalInterface
    interface Call<T> {
        /** @param path where it is done: without the links that we have followed */
        T at(VPath path, Place place) throws IOException;
    }

    /**
     * Does something with a path; again if the server says that another one has it, or that it leads through a link which it does
     * not follow itself.
     *
     * @param repeatable whether it may be done twice, on another server if the connection was lost
     */
    <T> T at(VPath path, boolean repeatable, Call<T> call) throws StorageException {
        requireOpen();
        VPath at = path;
        int links = 0;
        for (int hop = 0; ; hop++) {
            Place place = storage.reached(at);
            try {
                return call.at(at, place);
            } catch (LinkInTheWay link) {
                at = storage.instead(path, place, link, links++);
                hop = 0;
            } catch (IOException e) {
                if (hop >= Namespace.MOST_HOPS || !isDoneAgain(place, repeatable, e)) {
                    throw place.isServer()
                            ? Failures.of(e, path.toString())
                            : place.files().refused(e, place.names(), path.toString());
                }
            }
        }
    }

    private boolean isDoneAgain(Place place, boolean repeatable, IOException e) throws StorageException {
        if (e instanceof ConnectionLostException lost && place.isReferred()) {
            return !isClosed() && (repeatable || !lost.sent()); // who is reached then may be another one
        }
        try {
            return !place.isServer() && storage.namespace().follows(place.found(), e);
        } catch (IOException told) {
            throw Failures.of(told, place.text());
        }
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        return at(path, true, (real, place) -> {
            if (place.isServer()) {
                return ServerNode.ATTRIBUTES;
            }
            if (links == Links.ITSELF && place.isJunction()) {
                return Attributes.of(NodeId.ofPath(real), Attributes.Kind.LINK, 0, Instant.EPOCH);
            }
            ShareFiles files = place.files();
            String name = place.existingName();
            Optional<Attributes> known =
                    links == Links.FOLLOW ? files.link().kept().look(files.share(), name) : Optional.empty();
            if (known.isPresent()) {
                return known.get();
            }
            Attributes found = files.look(name, links);
            return found.isLink() ? LinkTexts.of(files, name, found) : found;
        });
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        return at(path, !how.changes(), (real, place) -> {
            if (place.isJunction() && how.links() == Links.ITSELF) {
                NodeOpening.checkLink(real, how);
                throw new StorageException(Reason.ACCESS_DENIED, path + " lies on another server");
            }
            NodeOpening opening = new NodeOpening(this, real, place, how);
            if (place.isFixed()) {
                opening.checkFixed();
            }
            return place.isServer() ? storage.server(how) : kept(open(opening));
        });
    }

    private Followed open(NodeOpening opening) throws IOException {
        Place place = opening.place();
        if (opening.how().disposition() == Disposition.REPLACE) {
            place.files().link().closings().settle();
            return uploads.open(opening.path(), place, opening.how());
        }
        return opening.run();
    }

    private <T extends Followed> T kept(T node) throws StorageException {
        remember(node);
        if (closed.get()) { // meanwhile, and maybe without this node
            close(node);
            requireOpen();
        }
        return node;
    }

    /** A named stream, by a name that holds the owner's. */
    SmbStreamNode openStream(SmbNode owner, String name, Open how) throws StorageException {
        requireOpen();
        Wanted wanted = new Wanted(
                name,
                CreateTerms.access(how.access()),
                CreateTerms.disposition(how),
                CreateOptions.NON_DIRECTORY_FILE,
                true);
        try {
            SmbStreamNode node =
                    new SmbStreamNode(this, owner.path(), how, files(owner).open(wanted));
            remember(node);
            return node;
        } catch (IOException e) {
            throw owner.failed(e);
        }
    }

    /**
     * The share of an open file.
     *
     * @throws StorageException {@link Reason#UNAVAILABLE} if its path leads to another server since
     */
    ShareFiles files(SmbNode node) throws StorageException {
        return place(node).files();
    }

    private Place place(SmbNode node) throws StorageException {
        Place place = place(node.path());
        if (place.files().link() != node.handle.link()) {
            throw new StorageException(Reason.UNAVAILABLE, node.path() + " lies on another server now");
        }
        return place;
    }

    /**
     * Makes the file of an upload, under a name of its own.
     *
     * @param content that it begins with, of at most {@link UploadNode#MOST_BYTES}
     */
    SmbReplacingNode begin(VPath path, Open how, ByteBuffer content) throws StorageException {
        return at(path, false, (real, place) -> kept(uploads.begin(real, how, place, content)));
    }

    /** As {@link #begin}, of an upload of which nobody has looked where it goes. */
    SmbReplacingNode beginUnseen(VPath path, Open how, ByteBuffer content) throws StorageException {
        return at(path, false, (real, place) -> kept(uploads.beginUnseen(real, how, place, content)));
    }

    /**
     * Makes a small file that is new, if it is or may be.
     *
     * @param replaces whether it is known not to be; null if nothing is known
     * @return whether it was made
     */
    boolean make(VPath path, ByteBuffer content, Boolean replaces) throws StorageException {
        return storage.target().makesNewFiles()
                && at(path, false, (real, place) -> uploads.make(place, content, replaces));
    }

    /** An upload of which nobody looks where it goes before there is content. */
    Node openUnseen(VPath path, MissingFolder missing) throws StorageException {
        Place place = known(path);
        if (place.isServer() || place.isFixed() || place.isJunction()) {
            return open(path, Open.replace());
        }
        place.name(); // it has to be one
        return kept(new UploadNode(this, path, Open.replace(), missing));
    }

    /** Whether an entry is an upload that was not published yet. */
    boolean isUpload(ShareFiles files, VPath directory, String name) throws StorageException {
        Set<String> unpublished = files.link().files().uploads();
        if (unpublished.isEmpty()) {
            return false;
        }
        String folder = String.join("\\", place(directory).names());
        return unpublished.contains(files.key(folder.isEmpty() ? name : folder + "\\" + name));
    }

    /** A path as the server knows it. */
    String remoteName(VPath path) throws StorageException {
        return String.join("\\", place(path).names());
    }

    /** Puts an upload in the place of the file. */
    void publish(SmbReplacingNode node) throws IOException {
        new Renaming(node, place(node)).runAndClose();
    }

    /** One of our nodes has been changed, or is gone: what is known of its folder is not so any more. */
    void changed(SmbNode node) {
        if (!node.handle.link().kept().isConcerned()) {
            return;
        }
        try {
            place(node).files().changed(remoteName(node.path()));
        } catch (StorageException e) {
            node.handle.link().kept().closeIdle(); // it lies elsewhere now
        }
    }

    /** The root stays where it is, and so does the root of a share. */
    void requireChangeable(VPath path) throws StorageException {
        if (path.isRoot() || place(path).isFixed() || place(path).isJunction()) {
            throw new StorageException(Reason.ACCESS_DENIED, path);
        }
    }

    void rename(SmbNode node, VPath target, boolean replace) throws StorageException {
        VPath from = node.path();
        requireChangeable(from);
        Place source = place(node);
        Place to = place(target);
        if (target.isRoot() || to.isFixed() || to.isJunction()) {
            throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
        }
        String old = source.name();
        if (to.name().regionMatches(true, 0, old + "\\", 0, old.length() + 1)) {
            throw new StorageException(Reason.NAME_INVALID, from + " can't become " + target);
        }
        if (source.files() != to.files()) {
            throw new StorageException(Reason.NOT_SUPPORTED, target + " is in another share");
        }
        source.files().makeWay(old);
        try {
            new Renaming(node, to).run(replace);
        } catch (IOException e) {
            Optional<VPath> real = isStopped(e) ? behindLinks(target) : Optional.empty();
            if (real.isEmpty()) {
                throw Failures.of(e, target.toString());
            }
            rename(node, real.get(), replace);
            return;
        } finally {
            source.files().changed(old);
        }
        storage.renamed(from, target);
    }

    private static boolean isStopped(IOException e) {
        return e instanceof StatusException refused && refused.is(NtStatus.STOPPED_ON_SYMLINK)
                || e.getCause() instanceof StatusException cause && cause.is(NtStatus.STOPPED_ON_SYMLINK);
    }

    /** The path of a name without the links on the way to it that the server does not follow; empty if there is none. */
    private Optional<VPath> behindLinks(VPath path) throws StorageException {
        VPath real = at(path.parent(), true, (folder, place) -> {
            place.files().look(place.existingName(), Links.FOLLOW);
            return folder;
        });
        return real.equals(path.parent()) ? Optional.empty() : Optional.of(real.child(path.name()));
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Object found = null;
        if (type == ServerCopy.class) {
            found = copies;
        } else if (type == Watch.class) {
            found = watch;
        } else if (type == Deletions.class) {
            found = new RemoteDeletions(this);
        } else if (type == Symlinks.class) {
            found = new RemoteSymlinks(this);
        } else if (type == SmallReads.class) {
            found = new RemoteSmallReads(this);
        } else if (type == SmallUploads.class) {
            found = new RemoteSmallUploads(this);
        } else if (type == Streams.class && storage.features().contains(Storage.Feature.STREAMS)) {
            found = new RemoteStreams(this);
        } else if (type == Xattrs.class && storage.features().contains(Storage.Feature.XATTRS)) {
            found = new RemoteXattrs();
        }
        return Optional.ofNullable(found).map(type::cast);
    }

    @Override
    public Space space() throws StorageException {
        requireOpen();
        return FileSystemQueries.space(storage.reached(VPath.ROOT));
    }

    void renamed(VPath from, VPath to) {
        nodes.forEach(node -> node.renamed(from, to));
    }

    private void remember(Followed node) {
        nodes.add(node);
        storage.open().opened(node);
    }

    void forget(Followed node) {
        nodes.remove(node);
    }

    /** Its closing is over. */
    void settled(Followed node) {
        storage.open().closed(node);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            watch.close();
            nodes.forEach(SmbVolume::close);
            storage.links().forEach(ServerLink::settle);
            storage.forget(this);
        }
    }

    static void close(Followed node) {
        try {
            node.abort();
            node.close();
        } catch (StorageException e) {
            // nobody is left to be told
        }
    }

    void requireOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
