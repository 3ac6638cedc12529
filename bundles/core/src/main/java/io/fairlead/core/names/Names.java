// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;

/** How the paths of an Export's sessions become paths of its storage. Thread-safe. */
public interface Names {
    /** As they are given. */
    Names EXACT = new Names() {
        @Override
        public <T> T find(Volume volume, VPath path, Call<T> call) throws StorageException {
            return call.at(path);
        }

        @Override
        public <T> T make(Volume volume, VPath path, VPath self, Call<T> call) throws StorageException {
            return call.at(path);
        }

        @Override
        public Volume holding(Volume volume) {
            return volume;
        }
    };

    /** What is done at a path of the storage. It may be done twice: a call that fails has changed nothing. */
    @FunctionalInterface
    interface Call<T> {
        T at(VPath path) throws StorageException;
    }

    /** Makes a call that needs something to be there: where it is, else as asked. */
    <T> T find(Volume volume, VPath path, Call<T> call) throws StorageException;

    /**
     * Makes a call that may make a name: at the spelling that is there, else as asked. While it lasts, no other such call
     * can make another spelling.
     *
     * @param self where the file is that gets the name, for a rename; else null
     */
    <T> T make(Volume volume, VPath path, VPath self, Call<T> call) throws StorageException;

    /** The same volume; an upload opened through it keeps its spelling to itself until it closes. */
    Volume holding(Volume volume);
}
