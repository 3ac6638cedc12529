// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.OplockBreak;

/** Who has a connection made. It is told what a server says unasked, by the thread that reads, which must not be held up. */
public interface ConnectionOwner {
    /** A connection is being made: from now on somebody has to watch over it. */
    void made(ClientConnection connection);

    /**
     * ChannelSequence of the next request, [MS-SMB2] 3.2.4.1.5: higher than that of all that was sent before a connection was
     * lost, so that the server refuses what still comes of it.
     */
    int channelSequence();

    /** A connection was lost whose session has others: before any of its requests is sent again. */
    default void channelLost(ClientConnection connection) {}

    /** The server takes caching back. */
    void broken(LeaseBreak lease);

    /** As {@link #broken(LeaseBreak)}, of an open without a lease. */
    void broken(OplockBreak oplock);
}
