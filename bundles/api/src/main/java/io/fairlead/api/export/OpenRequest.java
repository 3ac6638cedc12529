// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Open;
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
 * @param truncate cut an existing file to nothing, once it is sure that the open succeeds
 * @param deleteOnClose delete it when this open closes; needs access {@code DELETE}
 * @param initial attributes that a new file has before others can see it open; of an existing one, set along with
 *     {@code truncate} only
 * @param lease caching asked for
 */
public record OpenRequest(
        Open how,
        String stream,
        Set<Share> share,
        boolean truncate,
        boolean deleteOnClose,
        AttributeChanges initial,
        Optional<Lease.Request> lease) {

    /** What others may do while this open lasts ([MS-SMB2] 2.2.13 ShareAccess). */
    public enum Share {
        READ,
        WRITE,
        DELETE
    }

    public OpenRequest {
        share = share.isEmpty() ? EnumSet.noneOf(Share.class) : EnumSet.copyOf(share);
        Objects.requireNonNull(stream);
        Objects.requireNonNull(initial);
        Objects.requireNonNull(lease);
    }

    /** Shares everything. */
    public static OpenRequest shared(Open how) {
        return new OpenRequest(
                how, "", EnumSet.allOf(Share.class), false, false, AttributeChanges.NONE, Optional.empty());
    }

    /** The same, opened otherwise. */
    public OpenRequest withHow(Open other) {
        return new OpenRequest(other, stream, share, truncate, deleteOnClose, initial, lease);
    }

    /** The same of a named stream; empty is the file itself. */
    public OpenRequest withStream(String name) {
        return new OpenRequest(how, name, share, truncate, deleteOnClose, initial, lease);
    }

    public OpenRequest withShare(Set<Share> others) {
        return new OpenRequest(how, stream, others, truncate, deleteOnClose, initial, lease);
    }

    public OpenRequest withTruncate() {
        return new OpenRequest(how, stream, share, true, deleteOnClose, initial, lease);
    }

    public OpenRequest withDeleteOnClose() {
        return new OpenRequest(how, stream, share, truncate, true, initial, lease);
    }

    public OpenRequest withInitial(AttributeChanges attributes) {
        return new OpenRequest(how, stream, share, truncate, deleteOnClose, attributes, lease);
    }

    public OpenRequest withLease(Lease.Request request) {
        return new OpenRequest(how, stream, share, truncate, deleteOnClose, initial, Optional.of(request));
    }
}
