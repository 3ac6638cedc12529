// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.VPath;
import java.util.HashSet;
import java.util.Set;

/**
 * A count under way: what it has found so far, and where it is. It goes through the folders in the order of
 * {@link VPath#compareTo}, so that it is known of each folder whether it has been counted: what happens there from then on
 * is added, what happens elsewhere will be found. Guarded by {@link Quotas}.
 */
final class Count {
    private static final int MOST_FRESH = 10_000;

    private final Set<VPath> fresh =
            new HashSet<>(); // came into folders that were counted already: none will look there
    private VPath at; // null before the first
    private boolean done; // with that one
    private long bytes;
    private long files;
    private boolean disturbed; // something happened in the very folder that is being listed
    private boolean spoiled;
    private boolean rough; // a folder that never came to rest was taken as it was

    long bytes() {
        return bytes;
    }

    long files() {
        return files;
    }

    /** Whether folders went where it can't be told any more whether they were counted. */
    boolean isSpoiled() {
        return spoiled;
    }

    /** Whether it may be wrong by what happened meanwhile. */
    boolean isDisturbed() {
        return spoiled || rough;
    }

    void spoil() {
        spoiled = true;
    }

    /** Somebody is changing the entries of a folder, or is about to. */
    void disturb(VPath folder) {
        disturbed |= folder.equals(at);
    }

    void add(VPath folder, long moreBytes, long moreFiles) {
        if (hasPassed(folder)) {
            bytes += moreBytes;
            files += moreFiles;
        } else {
            disturb(folder);
        }
    }

    void made(VPath folder) {
        if (hasPassed(folder.parent())) {
            freshly(folder);
        }
    }

    /** A folder is going to be renamed. */
    void moving(VPath from) {
        spoiled |= !hasPassedAll(from);
    }

    void moved(VPath from, VPath to) {
        if (hasPassedAll(from)) {
            freshly(to);
        } else {
            spoiled = true;
        }
    }

    private void freshly(VPath folder) {
        spoiled |= fresh.size() >= MOST_FRESH;
        if (!spoiled) {
            fresh.add(folder);
        }
    }

    private boolean hasPassedAll(VPath below) {
        return hasPassed(below) && !at.startsWith(below);
    }

    private boolean hasPassed(VPath folder) {
        if (at == null) {
            return false;
        }
        int order = folder.compareTo(at);
        if (order < 0 || (order == 0 && done)) {
            return true;
        }
        for (VPath above = folder; !fresh.isEmpty() && !above.isRoot(); above = above.parent()) {
            if (fresh.contains(above)) {
                return true;
            }
        }
        return false;
    }

    /** The folder that is going to be listed now. */
    void listing(VPath folder) {
        at = folder;
        done = false;
        disturbed = false;
    }

    /** What was listed counts, unless something happened there meanwhile. */
    boolean listed(long moreBytes, long moreFiles, boolean anyway) {
        if (disturbed && !anyway) {
            return false;
        }
        rough |= disturbed;
        bytes += moreBytes;
        files += moreFiles;
        done = true;
        return true;
    }
}
