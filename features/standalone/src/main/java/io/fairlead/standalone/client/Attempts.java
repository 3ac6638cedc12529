// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Works on one entry after the other: what fails with one is told, and the next has its turn; but not after a failure that
 * all the others would meet as well.
 *
 * @param failed is told what failed, in one line
 */
record Attempts(Consumer<String> failed) {
    /** Failures of the other end, or of a whole disk. */
    private static final Set<Reason> OF_ALL =
            Set.of(Reason.UNAVAILABLE, Reason.NO_SPACE, Reason.QUOTA, Reason.READ_ONLY, Reason.CANCELLED);

    private static final int DEPTH = 20;

    /** Work on one entry. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does it.
     *
     * @return whether it went well
     * @throws IOException if there is no sense in going on: the others would meet that too, or nobody would see the outcome
     */
    boolean at(Work work) throws IOException {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            if (isOfAll(e)) {
                throw e;
            }
            failed.accept(Names.oneLine(e));
            return false;
        }
    }

    private static boolean isOfAll(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof OutputLostException
                    || cause instanceof StorageException known && OF_ALL.contains(known.reason())) {
                return true;
            }
            if (String.valueOf(cause.getMessage()).contains("No space left")) {
                return true;
            }
        }
        return false;
    }
}
