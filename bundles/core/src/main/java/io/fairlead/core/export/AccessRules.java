// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What may be seen and done in an Export, decided before the storage is asked: hidden names, the user's rights,
 * read-only mode, in this order. Immutable.
 *
 * @param readOnly whether all changes are refused
 * @param hidden names never shown nor reachable
 */
record AccessRules(boolean readOnly, List<NamePattern> hidden) {
    private static final Set<Open.Access> WRITING =
            Set.of(Open.Access.WRITE, Open.Access.APPEND, Open.Access.ATTRIBUTES);

    /** Whether {@code name} is never shown, whatever folder it is in. */
    boolean hides(String name) {
        for (NamePattern pattern : hidden) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    boolean hides(VPath path) {
        return !hidden.isEmpty() && path.names().stream().anyMatch(this::hides);
    }

    /**
     * Refuses a path with a hidden name in it, as if nothing were there.
     *
     * @throws StorageException {@code NOT_FOUND} or {@code PARENT_NOT_FOUND}
     */
    void reach(VPath path) throws StorageException {
        if (hides(path)) {
            throw new StorageException(hides(path.parent()) ? Reason.PARENT_NOT_FOUND : Reason.NOT_FOUND, path);
        }
    }

    /**
     * Refuses to make a hidden name.
     *
     * @throws StorageException {@code ACCESS_DENIED} or {@code PARENT_NOT_FOUND}
     */
    void make(VPath path) throws StorageException {
        if (hides(path)) {
            throw new StorageException(hides(path.parent()) ? Reason.PARENT_NOT_FOUND : Reason.ACCESS_DENIED, path);
        }
    }

    /** @throws StorageException {@code ACCESS_DENIED} */
    static void require(Identity user, Right right, VPath path) throws StorageException {
        if (!user.may(right)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": " + user.name() + " lacks " + right);
        }
    }

    /** @throws StorageException {@code READ_ONLY} */
    void change(VPath path) throws StorageException {
        if (readOnly) {
            throw new StorageException(Reason.READ_ONLY, path);
        }
    }

    /** Refuses an open that the rules do not allow. */
    void permit(Identity user, VPath path, OpenRequest request) throws StorageException {
        Open how = request.how();
        if (how.disposition() == Open.Disposition.OPEN) {
            reach(path);
        } else {
            make(path);
        }
        Set<Open.Access> access = how.access();
        if (access.contains(Open.Access.READ) && how.kind() != Open.Kind.ANY) {
            require(user, how.kind() == Open.Kind.DIRECTORY ? Right.LIST : Right.READ, path);
        }
        boolean deletes = access.contains(Open.Access.DELETE) || request.deleteOnClose();
        if (deletes) {
            require(user, Right.DELETE, path);
        }
        if (writes(request)) {
            require(user, Right.WRITE, path);
        }
        if (request.truncate() || request.deleteOnClose() || how.changes()) {
            change(path);
        }
        if (request.deleteOnClose() && !access.contains(Open.Access.DELETE)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": delete-on-close without access DELETE");
        }
    }

    /** Refuses what was opened before and is to go on under these rules. */
    void permit(Identity user, VPath path, LocalOpen open) throws StorageException {
        reach(path);
        Set<Open.Access> access = open.access;
        if (access.contains(Open.Access.READ)) {
            boolean directory = open.kind() == Attributes.Kind.DIRECTORY;
            require(user, directory ? Right.LIST : Right.READ, path);
        }
        if (access.contains(Open.Access.DELETE)) {
            require(user, Right.DELETE, path);
            change(path);
        }
        if (!Collections.disjoint(access, WRITING)) {
            require(user, Right.WRITE, path);
            change(path);
        }
    }

    /** Whether an open that may make a file would do as well with one that exists, for a user who may make none. */
    boolean mayOnlyFind(Identity user, OpenRequest request) {
        boolean finds = request.how().disposition() == Open.Disposition.OPEN_OR_CREATE
                && !request.truncate()
                && Collections.disjoint(request.how().access(), WRITING);
        return finds && (readOnly || !user.may(Right.WRITE));
    }

    /** The same open, of what exists; a storage that takes no changes would refuse one that may describe a new file. */
    static OpenRequest findOnly(OpenRequest request) {
        Open how = request.how();
        return request.withHow(new Open(how.access(), Open.Disposition.OPEN, how.kind(), how.links()))
                .withInitial(AttributeChanges.NONE);
    }

    private static boolean writes(OpenRequest request) {
        return request.truncate()
                || request.how().disposition() != Open.Disposition.OPEN
                || !Collections.disjoint(request.how().access(), WRITING);
    }
}
