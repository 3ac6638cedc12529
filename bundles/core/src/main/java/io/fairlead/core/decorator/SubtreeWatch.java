// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import java.util.function.Consumer;

/**
 * Changes below {@code base}, told with paths from there. A rename over the border is told as what can be seen of it.
 *
 * @param delegate the storage's own
 * @param base a directory of the storage
 */
record SubtreeWatch(Watch delegate, VPath base) implements Watch {
    @Override
    public Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException {
        return delegate.watch(directory.rebase(VPath.ROOT, base), recursive, change -> {
            Change seen = seen(change);
            if (seen != null) {
                listener.accept(seen);
            }
        });
    }

    /** What the change looks like from inside; null if it can't be seen. */
    private Change seen(Change change) {
        boolean to = change.path().startsWith(base);
        boolean from = change.from() != null && change.from().startsWith(base);
        if (to && from) {
            return Change.renamed(inside(change.from()), inside(change.path()));
        } else if (from) {
            return Change.of(Change.Type.DELETED, inside(change.from()));
        } else if (to) {
            boolean renamed = change.type() == Change.Type.RENAMED;
            return Change.of(renamed ? Change.Type.CREATED : change.type(), inside(change.path()));
        }
        return null;
    }

    private VPath inside(VPath path) {
        return path.rebase(base, VPath.ROOT);
    }
}
