// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Extension: changes made behind the storage's back (by other programs), and possibly those made through it too.
 * Thread-safe.
 */
@ConsumerType
public interface Watch {
    /**
     * Watches the entries of a directory, and with {@code recursive} of all below it.
     *
     * @param listener called from one thread of the storage's, never at the same time as itself; it must not block. What
     *     can't be told apart or was lost is {@link Change.Type#OVERFLOW}
     * @return closing it ends the watch; a directory that is deleted ends it with a {@link Change.Type#DELETED}
     * @throws StorageException as {@link Volume#attributes}; {@link Reason#NOT_DIRECTORY}; {@link Reason#NO_SPACE} if the
     *     platform has no watch left
     */
    Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException;

    /** A running watch. Closing twice does nothing, and never throws. */
    interface Subscription extends AutoCloseable {
        /**
         * Returns once the listener has heard of all that was done through the volume by now, so that who made a change, and asks
         * for changes next, gets it. Not for the listener itself. Of what others do, and of a storage that knows nothing
         * of when it tells (so by default), nothing is waited for.
         */
        default void settle() {}

        @Override
        void close();
    }
}
