// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

/**
 * A request that may be cancelled, [MS-SMB2] 3.3.5.16.
 */
public interface Pending {
    /** Ends its wait; the request then answers in its own way. Does not block. Idempotent. */
    void cancel();

    /** The connection that it came over is lost. */
    default void connectionLost() {
        cancel();
    }
}
