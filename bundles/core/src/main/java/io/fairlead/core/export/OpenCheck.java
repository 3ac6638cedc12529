// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.acl.Descriptors;
import io.fairlead.core.acl.Token;

/**
 * The access check of one open, [MS-FSA] 2.1.5.1.1 and 2.1.5.1.2.1: what may be made is known before it is, and what exists is
 * opened before it can be told. For one thread.
 */
final class OpenCheck {
    private final Descriptors descriptors;
    private final Volume volume;
    private final VPath path;
    private final OpenRequest request;
    private final Token token;
    private SecurityDescriptor made; // what a new file gets; null for none
    private boolean mayMake = true;

    OpenCheck(Descriptors descriptors, Volume volume, VPath path, OpenRequest request, Token token) {
        this.descriptors = descriptors;
        this.volume = volume;
        this.path = path;
        this.request = request;
        this.token = token;
    }

    /**
     * Looks at the directory, and at what an upload will replace.
     *
     * @return the request as it can be granted: one that may make nothing only finds
     * @throws StorageException {@code ACCESS_DENIED}
     */
    OpenRequest prepare() throws StorageException {
        Open.Disposition disposition = request.how().disposition();
        SecurityDescriptor asked =
                request.security().map(OpenRequest.Security::initial).orElse(null);
        if (disposition == Open.Disposition.OPEN || asked == null && !descriptors.areUsed(volume)) {
            return request;
        }
        if (asked != null && asked.owner() != null && !token.mayGiveTo(asked.owner())) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": may not be given to " + asked.owner());
        }
        boolean directory =
                request.how().kind() == Open.Kind.DIRECTORY && request.stream().isEmpty();
        try {
            if (disposition == Open.Disposition.REPLACE && replaces()) {
                return request;
            }
            mayMake = descriptors.mayMake(volume, path, directory, token);
            made = descriptors.inherited(volume, path, directory, asked, token);
        } catch (StorageException e) {
            refuseUnknown(e);
            mayMake = false; // the open itself finds the same, and more exactly
            return request;
        }
        if (mayMake) {
            return request;
        }
        if (disposition != Open.Disposition.OPEN_OR_CREATE) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": nothing may be made there");
        }
        return AccessRules.findOnly(request);
    }

    private static void refuseUnknown(StorageException e) throws StorageException {
        boolean open = e.reason() == Reason.NOT_FOUND
                || e.reason() == Reason.PARENT_NOT_FOUND
                || e.reason() == Reason.NOT_DIRECTORY;
        if (!open) {
            throw e;
        }
    }

    /** An upload keeps the descriptor of what it takes the place of, and needs the right to write to that. */
    private boolean replaces() throws StorageException {
        try {
            made = descriptors.of(volume, path);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
        require(descriptors.granted(volume, made, path, token), FileAccess.WRITE_DATA);
        return true;
    }

    /** Whether what the open makes gets a descriptor. */
    boolean describes() {
        return made != null;
    }

    /** What was not found must not be made either. */
    StorageException refused(StorageException e) {
        boolean finds = !mayMake && e.reason() == Reason.NOT_FOUND;
        return finds ? new StorageException(Reason.ACCESS_DENIED, path + ": nothing may be made there") : e;
    }

    /**
     * Checks what is open now, or gives it its descriptor.
     *
     * @throws StorageException {@code ACCESS_DENIED}: then the open is to be taken back
     */
    void settle(Opened opened) throws StorageException {
        Node file = opened.file();
        boolean upload = request.how().disposition() == Open.Disposition.REPLACE;
        if (upload || file.created()) {
            if (!mayMake) {
                throw new StorageException(Reason.ACCESS_DENIED, path + ": nothing may be made there");
            }
            if (made != null) {
                descriptors.set(volume, file, made);
            }
            return;
        }
        SecurityDescriptor descriptor = descriptors.of(volume, file);
        int asked = asked();
        if (descriptor != null || (asked & FileAccess.SYSTEM_SECURITY) != 0) {
            require(descriptors.granted(volume, descriptor, path, token), asked);
        }
    }

    private void require(int granted, int asked) throws StorageException {
        if ((asked & ~granted) != 0) {
            throw new StorageException(
                    Reason.ACCESS_DENIED, path + ": lacks access " + Integer.toHexString(asked & ~granted));
        }
    }

    private int asked() {
        int mask = request.security().isPresent() ? request.security().get().access() : 0;
        if (request.security().isEmpty()) {
            for (Open.Access access : request.how().access()) {
                mask |= switch (access) {
                    case READ -> FileAccess.READ_DATA;
                    case WRITE -> FileAccess.WRITE_DATA;
                    case APPEND -> FileAccess.APPEND_DATA;
                    case ATTRIBUTES -> FileAccess.WRITE_ATTRIBUTES;
                    case DELETE -> FileAccess.DELETE;
                };
            }
        }
        mask |= request.truncate() ? FileAccess.WRITE_DATA : 0;
        return mask | (request.deleteOnClose() ? FileAccess.DELETE : 0);
    }
}
