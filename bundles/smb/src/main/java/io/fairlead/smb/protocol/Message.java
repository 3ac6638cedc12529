// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;

/** The body of one SMB2 message. Immutable. */
public interface Message {
    /**
     * Writes the body.
     *
     * @param out holds the header, and nothing else: offsets within the body count from the start of the header
     */
    void encode(WireWriter out);

    /** Content that follows the body on the wire without being copied into it; empty for most messages. */
    default ByteBuffer bulk() {
        return ByteBuffer.allocate(0);
    }
}
