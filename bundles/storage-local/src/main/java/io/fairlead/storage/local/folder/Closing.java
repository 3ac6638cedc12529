// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

/** Closes what is of no use any more, whatever that says. */
public final class Closing {
    private Closing() {}

    /** Closes it; null is nothing. */
    public static void quietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception x) {
            // there is nothing more to be lost
        }
    }
}
