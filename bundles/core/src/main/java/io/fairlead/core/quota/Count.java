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
    private final Set<VPath> restless = new HashSet<>(); // folders that never came to rest: taken as they were
    private boolean vague; // one of them was changed all the time, by nobody knows how much
    private boolean hereBusy; // the folder that is being listed was being changed when that began
    private long hereBytes; // by how much the folder that is being listed changed meanwhile, up and down
    private long hereFiles;
    private long slackBytes; // by how much the result may be wrong
    private long slackFiles;

    long bytes() {
        return bytes;
    }

    long files() {
        return files;
    }

    /** What may have been right all the time stays; else the nearest of what the count can mean. */
    long nearestBytes(long known) {
        return nearest(known, bytes, slackBytes);
    }

    long nearestFiles(long known) {
        return nearest(known, files, slackFiles);
    }

    private long nearest(long known, long counted, long slack) {
        return vague ? known : Math.max(counted - slack, Math.min(known, counted + slack));
    }

    /** Whether folders went where it can't be told any more whether they were counted. */
    boolean isSpoiled() {
        return spoiled;
    }

    /** Whether it may be wrong by what happened meanwhile. */
    boolean isDisturbed() {
        return spoiled || !restless.isEmpty();
    }

    /** The folders whose entries changed while they were listed, and which count all the same. */
    Set<VPath> restless() {
        return restless;
    }

    /** Some change was counted at another time than it was made, and nobody knows how large it is. */
    void blur() {
        vague = true;
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
            if (restless.contains(folder)) { // it may have been listed already with this change
                slackBytes += Math.abs(moreBytes);
                slackFiles += Math.abs(moreFiles);
            }
        } else if (folder.equals(at)) {
            disturbed = true;
            hereBytes += Math.abs(moreBytes);
            hereFiles += Math.abs(moreFiles);
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

    /**
     * The folder that is going to be listed now.
     *
     * @param busy whether its entries are being changed all the time
     */
    void listing(VPath folder, boolean busy) {
        at = folder;
        done = false;
        disturbed = busy;
        hereBusy = busy;
        hereBytes = 0;
        hereFiles = 0;
    }

    /** What was listed counts, unless something happened there meanwhile. */
    boolean listed(long moreBytes, long moreFiles, boolean anyway) {
        if (disturbed && !anyway) {
            return false;
        }
        if (disturbed) {
            restless.add(at);
            vague |= hereBusy;
            slackBytes += hereBytes;
            slackFiles += hereFiles;
        }
        bytes += moreBytes;
        files += moreFiles;
        done = true;
        return true;
    }
}
