// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

/** The CHANGE_NOTIFYs of one open directory. */
public interface Watching {
    /** The open is closed: who waits is answered. Idempotent. */
    void ended();
}
