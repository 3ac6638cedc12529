// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Content as it goes on the wire, first byte to last. Read by one thread at a time; may block. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads some bytes.
     *
     * @return bytes read, -1 at the end; 0 if there are none yet
     */
    int read(ByteBuffer into) throws IOException;
}
