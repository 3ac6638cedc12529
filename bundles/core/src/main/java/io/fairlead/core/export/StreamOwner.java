// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import java.util.Set;

/** The file that metadata is of: of a named stream, the file that it is a stream of ([MS-FSA] 2.1.1.5). */
final class StreamOwner {
    /** A call on what has metadata. */
    interface Call<T> {
        T on(Node file) throws StorageException;
    }

    private StreamOwner() {}

    /**
     * Makes a call on the file of an open.
     *
     * @param access that the call needs where the file has to be opened for it
     */
    static <T> T of(Arbiter arbiter, LocalOpen open, Set<Open.Access> access, Call<T> call) throws StorageException {
        if (!open.isStream()) {
            return call.on(open.node());
        }
        Open how = new Open(access, Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
        try (Node owner = open.view.volume().open(arbiter.opens.path(open.id), how)) {
            return call.on(owner);
        }
    }
}
