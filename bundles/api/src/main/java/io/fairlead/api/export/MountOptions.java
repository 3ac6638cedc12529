// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.storage.LinkPolicy;
import java.util.Objects;

/**
 * How one session mounts an Export. Immutable.
 *
 * @param peer from where; null for a caller without one
 * @param links who follows symbolic links: {@link LinkPolicy#STOP} for a client that does so itself ([MS-SMB2]
 *     STATUS_STOPPED_ON_SYMLINK)
 * @param holder who is told when leases of this session's opens break; without one none is granted
 */
public record MountOptions(Peer peer, LinkPolicy links, Lease.Holder holder) {
    /** A caller without a peer, which follows no link itself and takes no leases. */
    public static final MountOptions DEFAULT = new MountOptions(null, LinkPolicy.FOLLOW, null);

    public MountOptions {
        Objects.requireNonNull(links);
    }

    public static MountOptions by(Peer peer) {
        return new MountOptions(peer, LinkPolicy.FOLLOW, null);
    }

    public MountOptions withLinks(LinkPolicy policy) {
        return new MountOptions(peer, policy, holder);
    }

    public MountOptions withHolder(Lease.Holder told) {
        return new MountOptions(peer, links, told);
    }
}
