// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.OplockBreak;

/** Who has a connection made. It is told what a server says unasked, by the thread that reads, which must not be held up. */
public interface ConnectionOwner {
    /** A connection is being made: from now on somebody has to watch over it. */
    void made(ClientConnection connection);

    /**
     * ChannelSequence of its requests, [MS-SMB2] 3.2.4.1.5: higher than that of every connection before it, so that the server
     * refuses what still comes from those.
     */
    int channelSequence();

    /** The server takes caching back. */
    void broken(LeaseBreak lease);

    /** As {@link #broken(LeaseBreak)}, of an open without a lease. */
    void broken(OplockBreak oplock);
}
