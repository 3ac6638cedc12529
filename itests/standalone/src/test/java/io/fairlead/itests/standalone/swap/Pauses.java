// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

/** Makes a transfer a slow one. */
final class Pauses {
    private Pauses() {}

    /** Waits, or not at all for 0. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
