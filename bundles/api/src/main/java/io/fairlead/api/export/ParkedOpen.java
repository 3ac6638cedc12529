// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.VPath;

/** Opens that wait for their client to come back ([MS-SMB2] durable handles); see {@link OpenFile#park}. */
public final class ParkedOpen {
    private ParkedOpen() {}

    /**
     * What a parked open is found by: a persistent id or CreateGuid that the protocol made sure is unguessable.
     *
     * @param protocol namespace, for instance {@code smb}
     * @param high upper 64 bits
     * @param low lower 64 bits
     */
    public record Key(String protocol, long high, long low) {}

    /**
     * A parked open that still waits.
     *
     * @param path where its file is now, as the asking session sees it; of a stream, its file's
     * @param stream name of the named stream that it is; empty for a file itself
     * @param state the bytes given to {@link OpenFile#park}
     */
    public record Waiting(VPath path, String stream, byte[] state) {}

    /**
     * One of several that still wait.
     *
     * @param key what it is found by
     * @param waiting what is known of it
     */
    public record Listed(Key key, Waiting waiting) {}

    /**
     * A parked open come back.
     *
     * @param file the open
     * @param state the bytes given to {@link OpenFile#park}
     */
    public record Reclaimed(OpenFile file, byte[] state) {}
}
