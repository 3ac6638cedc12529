// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.link;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Optional;

/**
 * The links of a storage as one view of it sees them, which starts at {@code root} and never leaves it. The storage is
 * mounted with {@link LinkPolicy#STOP}; a call that met a link is made again where {@link #next} says. Immutable.
 *
 * @param root where the view starts in the storage, without a link on the way
 * @param policy whether whoever uses the view wants to follow by itself in turn
 */
public record LinkResolution(VPath root, LinkPolicy policy) {
    /** What Linux follows in one look-up, path_resolution(7). */
    private static final int MAX_LINKS = 40;

    /**
     * Where a call goes on.
     *
     * @param met the link; paths in the storage
     * @param asked the path of the call, in the view
     * @param followed how many links that call has followed so far
     * @return in the view
     * @throws StorageException {@link LinkEncountered}, with paths in the view, for a link that leads out, and for any under
     *     {@link LinkPolicy#STOP}; {@link Reason#NOT_FOUND} for one too many
     */
    public VPath next(LinkEncountered met, VPath asked, int followed) throws StorageException {
        Optional<VPath> target =
                met.target().filter(path -> path.startsWith(root)).map(this::inView);
        boolean stops = policy == LinkPolicy.STOP || target.isEmpty();
        if (stops && met.link().startsWith(root)) {
            throw new LinkEncountered(inView(met.link()), target, met.remaining());
        }
        if (target.isEmpty()) {
            throw new StorageException(Reason.ACCESS_DENIED, asked + ": a link leads out");
        }
        if (followed >= MAX_LINKS) {
            throw new StorageException(Reason.NOT_FOUND, asked + ": too many symbolic links");
        }
        VPath next = target.get();
        for (String name : met.remaining()) {
            next = next.child(name);
        }
        return next;
    }

    private VPath inView(VPath path) {
        return path.rebase(root, VPath.ROOT);
    }

    /**
     * The folder at a path of the view, in the storage, without a link on the way.
     *
     * @throws StorageException as {@link Volume#attributes}; {@link Reason#NOT_DIRECTORY}
     */
    public VPath folder(Volume volume, VPath path) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            try {
                VPath inStorage = at.rebase(VPath.ROOT, root);
                if (!volume.attributes(inStorage).isDirectory()) {
                    throw new StorageException(Reason.NOT_DIRECTORY, path);
                }
                return inStorage;
            } catch (LinkEncountered met) {
                at = next(met, path, followed);
            }
        }
    }

    /** Attributes as the view shows them: the absolute target of a link starts at its root. */
    public Attributes shown(Attributes attributes) {
        if (!attributes.isLink() || root.isRoot()) {
            return attributes;
        }
        return attributes.withTarget(attributes.target().map(this::shown));
    }

    private String shown(String text) {
        String prefix = root.toString();
        if (text.equals(prefix)) {
            return "/";
        }
        return text.startsWith(prefix + "/") ? text.substring(prefix.length()) : text;
    }

    /**
     * The text by which a new link is to be stored.
     *
     * @param link in the view
     * @param target its text, as the view's user means it
     * @throws StorageException {@link Reason#ACCESS_DENIED} if it would lead out of the view
     */
    public String stored(VPath link, String target) throws StorageException {
        link.parent().resolveLink(target);
        return target.startsWith("/") && !root.isRoot() ? root + target : target;
    }
}
