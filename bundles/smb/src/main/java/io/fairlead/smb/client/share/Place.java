// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.dfs.Namespace;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.terms.RemoteNames;
import java.util.List;

/**
 * Where a path leads.
 *
 * @param files of the share; null for the server itself, whose entries are shares
 * @param names within the share
 * @param text of the path, for messages
 * @param found how it was found
 */
public record Place(ShareFiles files, List<String> names, String text, Namespace.Found found) {
    /** Whether it is the server itself, and in no share. */
    public boolean isServer() {
        return files == null;
    }

    /** The root of a share, or the server: nothing that can be made, renamed or deleted. */
    public boolean isFixed() {
        return names.isEmpty();
    }

    /** Where a part of the tree begins that lies elsewhere: as such it is a link, which only its administrators change. */
    public boolean isJunction() {
        return found != null && found.junction();
    }

    /** Whether it lies elsewhere than its path says. */
    public boolean isReferred() {
        return found != null && found.referred();
    }

    /**
     * The text of a CREATE.
     *
     * @throws StorageException as {@link RemoteNames#of}
     */
    public String name() throws StorageException {
        return RemoteNames.of(names);
    }

    /**
     * As {@link #name}, of something that is there: maybe a stream.
     *
     * @throws StorageException as {@link RemoteNames#ofExisting}
     */
    public String existingName() throws StorageException {
        return RemoteNames.ofExisting(names);
    }
}
