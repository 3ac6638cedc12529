// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the storage has opened for one open, and what of it was made just now, so that it can be taken back.
 *
 * @param node the file, or its named stream
 * @param first attributes of the file as it was opened, if somebody has to know them
 * @param madeFile whether the file was made just now
 * @param undoing deletes a file that was made for its stream; null if there is none
 */
record Opened(Node node, Attributes first, boolean madeFile, Node undoing) {
    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    static Opened open(Volume volume, VPath path, OpenRequest request, Set<Storage.Feature> features, boolean describes)
            throws StorageException {
        boolean looks = features.contains(Storage.Feature.HARD_LINKS) || features.contains(Storage.Feature.DOS_FLAGS);
        if (!request.stream().isEmpty()) {
            return stream(volume, path, request, looks, describes);
        }
        Node node = volume.open(path, storageOpen(request, describes));
        boolean read = false;
        try {
            boolean upload = request.how().disposition() == Open.Disposition.REPLACE;
            Opened opened = new Opened(node, looks && !upload ? node.opened() : null, node.created(), null);
            read = true;
            return opened;
        } finally {
            if (!read) {
                node.abort();
                node.close();
            }
        }
    }

    /**
     * Cutting a file to nothing needs access {@code WRITE} of the storage, though the open may not have it; first attributes
     * need {@code ATTRIBUTES}, and what may have to be taken back, as all that is made, needs {@code DELETE}.
     */
    private static Open storageOpen(OpenRequest request, boolean describes) {
        Open how = request.how();
        boolean upload = how.disposition() == Open.Disposition.REPLACE;
        boolean makes = how.disposition() != Open.Disposition.OPEN && !upload;
        if (!request.truncate() && !describes && !makes && request.initial().isEmpty()) {
            return how;
        }
        Set<Open.Access> access = EnumSet.noneOf(Open.Access.class);
        access.addAll(how.access());
        if (request.truncate()) {
            access.add(Open.Access.WRITE);
        }
        if (describes || !request.initial().isEmpty() && !upload) {
            access.add(Open.Access.ATTRIBUTES);
        }
        if (makes) {
            access.add(Open.Access.DELETE);
        }
        return access.size() == how.access().size()
                ? how
                : new Open(access, how.disposition(), how.kind(), how.links());
    }

    private static Opened stream(Volume volume, VPath path, OpenRequest request, boolean looks, boolean describes)
            throws StorageException {
        Streams streams = volume.extension(Streams.class)
                .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, path + ": no named streams here"));
        Open how = request.how();
        Node owner = owner(volume, path, how, describes || !request.initial().isEmpty());
        boolean opened = false;
        try {
            Attributes first = looks ? owner.opened() : null;
            Set<Open.Access> access = storageOpen(request, false).access();
            Node stream = streams.open(owner, request.stream(), new Open(access, how.disposition(), streamKind(how)));
            opened = true;
            return new Opened(stream, first, owner.created(), owner);
        } finally {
            if (!opened) {
                takeBack(owner, path);
            }
        }
    }

    /** A stream is a file; who asks for a directory is told so. */
    private static Open.Kind streamKind(Open how) {
        return how.kind() == Open.Kind.ANY ? Open.Kind.FILE : how.kind();
    }

    /** The file of a stream; made if need be, where the stream may be made. */
    private static Node owner(Volume volume, VPath path, Open how, boolean describes) throws StorageException {
        try {
            return volume.open(path, new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, how.links()));
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND || how.disposition() == Open.Disposition.OPEN) {
                throw e;
            }
        }
        Set<Open.Access> access =
                describes ? Set.of(Open.Access.DELETE, Open.Access.ATTRIBUTES) : Set.of(Open.Access.DELETE);
        return volume.open(path, new Open(access, Open.Disposition.CREATE, Open.Kind.FILE, how.links()));
    }

    private static void takeBack(Node owner, VPath path) {
        try {
            if (owner.created()) {
                owner.delete();
            }
        } catch (StorageException e) {
            LOG.debug("{} was made for a stream that could not be opened, and stays", path, e);
        }
        close(owner);
    }

    /** Whether the file is known to have had these when it was opened: DOS flags, and nothing beside. */
    boolean has(AttributeChanges wanted) {
        return first != null && isAllOf(wanted, first);
    }

    /** Whether the storage tells of these as what it opened. */
    boolean shows(AttributeChanges made) throws StorageException {
        return isAllOf(made, file().opened());
    }

    private static boolean isAllOf(AttributeChanges changes, Attributes of) {
        return changes.equals(new AttributeChanges(null, null, null, of.dosFlags(), null));
    }

    /** What has the descriptor, be this a stream of it. */
    Node file() {
        return undoing == null ? node : undoing;
    }

    /** Lets go of what is needed no longer once the open stands. */
    void settled() {
        if (undoing != null) {
            close(undoing);
        }
    }

    /** Closes, and deletes what was made just now. */
    void undo() {
        try {
            if (node.created()) {
                node.delete();
            }
        } catch (StorageException e) {
            LOG.debug("What was made for an open that was refused stays", e);
        }
        node.abort();
        close(node);
        if (undoing != null) {
            takeBack(undoing, VPath.ROOT);
        }
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (StorageException e) {
            LOG.debug("Closing a node after its open failed", e);
        }
    }
}
