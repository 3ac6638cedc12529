// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.cache;

/** Bytes that all contents of one server may have together. */
public interface CacheRoom {
    /** Takes so many, maybe from others; false if they are not to be had. Called with no lock held. */
    boolean take(int bytes);

    /** Gives back what was taken. Must not block, nor call back. */
    void give(int bytes);
}
