// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.Serial;

/**
 * A directory can't be removed because of names in it that no listing shows, for they are no text: who sees an empty
 * directory is to be told why it stays. Its reason is {@link Reason#NOT_EMPTY}.
 */
public class InexpressibleNames extends StorageException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Beyond it nobody counts. */
    public static final int MOST = 1000;

    private final int count;

    /**
     * @param directory which stays
     * @param count how many names it holds, up to {@link #MOST}
     */
    public InexpressibleNames(VPath directory, int count) {
        super(Reason.NOT_EMPTY, directory + ": holds " + count + " names that cannot be expressed");
        this.count = count;
    }

    /** How many names; {@link #MOST} for that many or more. */
    public int count() {
        return count;
    }
}
