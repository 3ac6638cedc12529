// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.storage.local.folder.Failures;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.PathNames;
import io.fairlead.storage.local.folder.Resolver;
import java.io.IOException;

/**
 * The folders that a storage serves, as far as watching goes.
 *
 * @param name of the storage, for its thread and its log
 * @param steady runs calls while nothing is renamed through the storage
 */
public record WatchedTree(
        String name, Folder root, Resolver resolver, NameRules names, PathNames paths, Steady steady) {

    /** The storage's lock on moves, shared. */
    public interface Steady {
        <T> T run(Failures.Call<T> call) throws IOException;
    }
}
