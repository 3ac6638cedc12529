// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.time.Duration;
import java.util.Set;

/**
 * Uploads that go on where an earlier one was cut: an {@link Volume#extension} of a {@link RemoteStorage}'s volumes.
 * Thread-safe.
 */
public interface ResumableUploads {
    /**
     * Opens a file to be replaced by a whole one, as {@code Open.replace()} does; but what has come stays at the server, under
     * a name of its own, when the upload breaks off or is aborted, and is gone on with when the same source is uploaded to the
     * same file again. Where the server lacks what that needs it is a plain upload.
     *
     * @param source tells one state of one source from every other, such as by size and time
     * @param size of the source; a file of another size is not published
     * @return for writing, from the position on that its attributes have as the size
     * @throws StorageException as {@link Volume#open}
     */
    Node resume(VPath file, String source, long size) throws StorageException;

    /**
     * Removes what uploads to files of a folder have left that were cut, if nobody has written to it for so long.
     *
     * @param names of the files
     * @return how much was removed
     */
    int removeLeft(VPath folder, Set<String> names, Duration unused) throws StorageException;
}
