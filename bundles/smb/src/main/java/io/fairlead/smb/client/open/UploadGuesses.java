// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether an upload is tried as a new file first, as those before it into the same folder have shown: after one that found its
 * name taken the next is not, after two in a row the next two are not, then four. A wrong guess costs a message and nothing
 * else. Thread-safe.
 */
public final class UploadGuesses {
    private static final int MOST_FOLDERS = 256;
    private static final int MOST_LEFT_OUT = 64;

    private final Map<String, Taken> folders = new LinkedHashMap<>(16, 0.75f, true) { // guarded by this
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Taken> eldest) {
                    return size() > MOST_FOLDERS;
                }
            };

    /** Uploads that are not tried since the last one that was, and how many more of them are not. */
    private record Taken(int leftOut, int more) {}

    /** @param folder by whatever name, always the same */
    public synchronized boolean isTried(String folder) {
        Taken taken = folders.get(folder);
        if (taken == null || taken.more == 0) {
            return true;
        }
        folders.put(folder, new Taken(taken.leftOut, taken.more - 1));
        return false;
    }

    /** One was tried and its name was taken. */
    public synchronized void taken(String folder) {
        Taken before = folders.get(folder);
        int next = before == null ? 1 : Math.min(MOST_LEFT_OUT, 2 * before.leftOut);
        folders.put(folder, new Taken(next, next));
    }

    /** The name of one was not taken. */
    public synchronized void free(String folder) {
        folders.remove(folder);
    }
}
