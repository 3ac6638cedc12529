// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.Open;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An open as the strictest protocol asks for it ([MS-SMB2] 2.2.13).
 *
 * @param how access, disposition and kind
 * @param share what others may do meanwhile; empty is exclusive
 * @param truncate cut an existing file to nothing, once it is sure that the open succeeds
 * @param deleteOnClose delete it when this open closes; needs access {@code DELETE}
 * @param lease caching asked for
 */
public record OpenRequest(
        Open how, Set<Share> share, boolean truncate, boolean deleteOnClose, Optional<Lease.Request> lease) {

    /** What others may do while this open lasts ([MS-SMB2] 2.2.13 ShareAccess). */
    public enum Share {
        READ,
        WRITE,
        DELETE
    }

    public OpenRequest {
        share = share.isEmpty() ? EnumSet.noneOf(Share.class) : EnumSet.copyOf(share);
    }

    /** Shares everything. */
    public static OpenRequest shared(Open how) {
        return new OpenRequest(how, EnumSet.allOf(Share.class), false, false, Optional.empty());
    }

    public OpenRequest withShare(Set<Share> others) {
        return new OpenRequest(how, others, truncate, deleteOnClose, lease);
    }

    public OpenRequest withTruncate() {
        return new OpenRequest(how, share, true, deleteOnClose, lease);
    }

    public OpenRequest withDeleteOnClose() {
        return new OpenRequest(how, share, truncate, true, lease);
    }

    public OpenRequest withLease(Lease.Request request) {
        return new OpenRequest(how, share, truncate, deleteOnClose, Optional.of(request));
    }
}
