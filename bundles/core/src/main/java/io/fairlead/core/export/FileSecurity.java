// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.acl.Descriptors;
import io.fairlead.core.acl.Token;
import io.fairlead.core.export.Permit.Use;
import java.util.Set;

/**
 * The descriptors of files as one session may see and set them. Thread-safe.
 *
 * @param volume of the session
 */
record FileSecurity(ArbitratedVolume volume) {
    private Descriptors descriptors() {
        return volume.arbiter().descriptors;
    }

    private Token token() {
        return volume.token();
    }

    SecurityDescriptor get(ArbitratedFile file) throws StorageException {
        LocalOpen open = file.live(Use.LOOK);
        SecurityDescriptor found = onFile(open, Set.of(), node -> descriptors().of(view(open), node));
        return found == null ? Descriptors.open(token(), isDirectory(open)) : found;
    }

    private static boolean isDirectory(LocalOpen open) throws StorageException {
        return open.kind() == Attributes.Kind.DIRECTORY && !open.isStream();
    }

    private static Volume view(LocalOpen open) {
        return open.view.volume();
    }

    private <T> T onFile(LocalOpen open, Set<Open.Access> access, StreamOwner.Call<T> call) throws StorageException {
        return StreamOwner.of(volume.arbiter(), open, access, call);
    }

    void set(ArbitratedFile file, SecurityDescriptor changes, int parts) throws StorageException {
        LocalOpen open = file.live(Use.WRITE);
        if (!open.access.contains(Open.Access.WRITE) && !open.access.contains(Open.Access.ATTRIBUTES)) {
            throw new StorageException(Reason.ACCESS_DENIED, file.path() + " was not opened to change attributes");
        }
        boolean gives = (parts & SecurityDescriptor.OWNER) != 0 && changes.owner() != null;
        descriptors()
                .changing(() -> onFile(open, Set.of(Open.Access.ATTRIBUTES), node -> {
                    SecurityDescriptor present = descriptors().of(view(open), node);
                    SecurityDescriptor before =
                            present == null ? Descriptors.open(token(), isDirectory(open)) : present;
                    if (gives && !changes.owner().equals(before.owner()) && !token().mayGiveTo(changes.owner())) {
                        throw new StorageException(Reason.ACCESS_DENIED, "may not be given to " + changes.owner());
                    }
                    descriptors().set(view(open), node, before.with(changes, parts));
                    return null;
                }));
        volume.arbiter().tell(open, Change.Type.ATTRIBUTES);
    }

    int granted(ArbitratedFile file) throws StorageException {
        LocalOpen open = file.live(Use.LOOK);
        SecurityDescriptor found = onFile(open, Set.of(), node -> descriptors().of(view(open), node));
        return descriptors().granted(view(open), found, volume.arbiter().opens.path(open.id), token());
    }

    /** @param path in the storage */
    int granted(VPath path, Links links) throws StorageException {
        Volume view = volume.view().volume();
        if (!descriptors().areUsed(view)) {
            view.attributes(path, links);
            return descriptors().granted(view, null, path, token());
        }
        Open how = new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, links);
        try (Node node = view.open(path, how)) {
            return descriptors().granted(view, descriptors().of(view, node), path, token());
        }
    }

    /**
     * As {@link io.fairlead.api.export.ExportVolume#isReadable}.
     *
     * @param path in the storage
     */
    boolean isReadable(VPath path) throws StorageException {
        return descriptors().isReadable(volume.view().volume(), path, token());
    }

    /**
     * Refuses to give a file a name where this user may make none, or may not delete what goes for it.
     *
     * @param to in the storage
     */
    void mayName(VPath to, boolean directory, boolean replace) throws StorageException {
        Volume view = volume.view().volume();
        if (!descriptors().areUsed(view)) {
            return;
        }
        if (!descriptors().mayMake(view, to, directory, token())) {
            throw new StorageException(Reason.ACCESS_DENIED, to + ": nothing may be made there");
        }
        if (!replace) {
            return;
        }
        SecurityDescriptor present;
        try {
            present = descriptors().of(view, to);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return;
            }
            throw e;
        }
        if ((descriptors().granted(view, present, to, token()) & FileAccess.DELETE) == 0) {
            throw new StorageException(Reason.ACCESS_DENIED, to + ": may not be replaced");
        }
    }
}
