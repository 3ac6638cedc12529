// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.List;
import java.util.Optional;

/**
 * Checksums that the other end computes, so that a file can be compared without being read: an {@link Volume#extension} of a
 * {@link RemoteStorage}'s volumes. They are as good as the server is honest. Thread-safe.
 */
public interface RemoteChecksums {
    /**
     * A checksum of a whole file.
     *
     * @param algorithm by its name in the JDK: {@code SHA-256}, {@code SHA-512}, {@code SHA-1}, {@code MD5}, {@code CRC32}
     * @param hex in lower case
     */
    record Checksum(String algorithm, String hex) {}

    /**
     * The server's checksum of a file, by the first of the algorithms that it has.
     *
     * @param algorithms best first
     * @return empty if it has none of them, or refuses for this file; nothing is read instead
     * @throws StorageException if the connection is lost
     */
    Optional<Checksum> checksum(VPath file, List<String> algorithms) throws StorageException;
}
