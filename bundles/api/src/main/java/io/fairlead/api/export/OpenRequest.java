// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Open;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An open as the strictest protocol asks for it ([MS-SMB2] 2.2.13). Immutable.
 *
 * @param how access, disposition and kind; of the stream, if there is one
 * @param stream name of a named stream; empty for the file itself. With a disposition that may make something, a file that
 *     is not there is made first, and taken back if its stream can't be opened ([MS-FSA] 2.1.5.1)
 * @param share what others may do meanwhile; empty is exclusive
 * @param truncate cut an existing file to nothing, once it is sure that the open succeeds; if {@code initial} has DOS flags, a hidden
 *     or a system file is {@code ACCESS_DENIED} unless they say so, too
 * @param deleteOnClose delete it when this open closes; needs access {@code DELETE}
 * @param initial attributes that a new file has before others can see it open, be it made for its stream; of an existing one, set along with
 *     {@code truncate} only
 * @param lease caching asked for
 * @param security what the open is for, and what a new file has, where a protocol knows it more exactly than {@code how} tells
 */
public record OpenRequest(
        Open how,
        String stream,
        Set<Share> share,
        boolean truncate,
        boolean deleteOnClose,
        AttributeChanges initial,
        Optional<Lease.Request> lease,
        Optional<Security> security) {

    /** What others may do while this open lasts ([MS-SMB2] 2.2.13 ShareAccess). */
    public enum Share {
        READ,
        WRITE,
        DELETE
    }

    private static final Set<Share> EVERYTHING = Collections.unmodifiableSet(EnumSet.allOf(Share.class));

    private static final OpenRequest READ = sharing(Open.read());

    private static Set<Share> copy(Set<Share> share) {
        Set<Share> copy = EnumSet.noneOf(Share.class);
        copy.addAll(share);
        return Collections.unmodifiableSet(copy);
    }

    /**
     * What a descriptor is asked for.
     *
     * @param access an ACCESS_MASK without generic bits, all of which the descriptor of the file has to grant
     * @param initial descriptor of a new file, or its parts; null for what it inherits
     */
    public record Security(int access, SecurityDescriptor initial) {}

    public OpenRequest {
        share = share.size() == EVERYTHING.size() ? EVERYTHING : copy(share);
        Objects.requireNonNull(stream);
        Objects.requireNonNull(initial);
        Objects.requireNonNull(lease);
        Objects.requireNonNull(security);
    }

    /** Shares everything. */
    public static OpenRequest shared(Open how) {
        return how.equals(READ.how()) ? READ : sharing(how);
    }

    private static OpenRequest sharing(Open how) {
        return new OpenRequest(
                how, "", EVERYTHING, false, false, AttributeChanges.NONE, Optional.empty(), Optional.empty());
    }

    /** The same, opened otherwise. */
    public OpenRequest withHow(Open other) {
        return new OpenRequest(other, stream, share, truncate, deleteOnClose, initial, lease, security);
    }

    /** The same of a named stream; empty is the file itself. */
    public OpenRequest withStream(String name) {
        return new OpenRequest(how, name, share, truncate, deleteOnClose, initial, lease, security);
    }

    public OpenRequest withShare(Set<Share> others) {
        return new OpenRequest(how, stream, others, truncate, deleteOnClose, initial, lease, security);
    }

    public OpenRequest withTruncate() {
        return new OpenRequest(how, stream, share, true, deleteOnClose, initial, lease, security);
    }

    public OpenRequest withDeleteOnClose() {
        return new OpenRequest(how, stream, share, truncate, true, initial, lease, security);
    }

    public OpenRequest withInitial(AttributeChanges attributes) {
        return new OpenRequest(how, stream, share, truncate, deleteOnClose, attributes, lease, security);
    }

    public OpenRequest withLease(Lease.Request request) {
        return new OpenRequest(how, stream, share, truncate, deleteOnClose, initial, Optional.of(request), security);
    }

    public OpenRequest withSecurity(Security asked) {
        return new OpenRequest(how, stream, share, truncate, deleteOnClose, initial, lease, Optional.of(asked));
    }
}
