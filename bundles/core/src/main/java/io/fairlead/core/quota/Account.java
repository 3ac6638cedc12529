// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is used below one folder, and the bounds on it. Guarded by {@link Quotas}. */
final class Account {
    final Object export;
    final VPath root;
    final boolean ofUser;
    private final SortedSet<String> users = new TreeSet<>(String.CASE_INSENSITIVE_ORDER); // who mounted here
    private volatile Duration recount = QuotaSettings.USUAL_RECOUNT;
    private long maxBytes;
    private long maxFiles;
    private long bytes;
    private long files;
    private long uploading; // bytes of uploads that have no name yet, which no count finds
    private boolean known;
    private Count count; // under way, or null

    /** @param ofUser whether the bounds are a user's, or the whole Export's */
    Account(Object export, VPath root, boolean ofUser) {
        this.export = export;
        this.root = root;
        this.ofUser = ofUser;
    }

    void limit(QuotaSettings settings) {
        maxBytes = ofUser ? settings.userBytes() : settings.bytes();
        maxFiles = ofUser ? settings.userFiles() : settings.files();
        recount = settings.recount();
    }

    void mountedBy(String user) {
        users.add(user);
    }

    /** Those whose home it is, as far as they have been here. */
    SortedSet<String> users() {
        return users;
    }

    /** How long after a count the next one begins. */
    Duration recount() {
        return recount;
    }

    boolean isCounting() {
        return count != null;
    }

    boolean limitsFiles() {
        return maxFiles > 0;
    }

    /** Bytes known to be used: all of them, or before the first count has ended those which it has found. */
    long usedBytes() {
        long counted = known ? bytes : count == null ? 0 : count.bytes();
        return Math.max(0, counted) + uploading;
    }

    long usedFiles() {
        return Math.max(0, known ? files : count == null ? 0 : count.files());
    }

    boolean isKnown() {
        return known;
    }

    /** @throws StorageException {@code QUOTA} if so much more is too much; nothing was added */
    void check(long moreBytes, long moreFiles) throws StorageException {
        if (moreBytes > 0 && maxBytes > 0 && moreBytes > maxBytes - usedBytes()) {
            throw new StorageException(Reason.QUOTA, "the quota of " + maxBytes + " bytes in " + root + " is used up");
        }
        if (moreFiles > 0 && maxFiles > 0 && moreFiles > maxFiles - usedFiles()) {
            throw new StorageException(Reason.QUOTA, "the quota of " + maxFiles + " files in " + root + " is used up");
        }
    }

    /** @param folder of what has changed */
    void add(VPath folder, long moreBytes, long moreFiles) {
        bytes += moreBytes;
        files += moreFiles;
        if (count != null) {
            count.add(folder, moreBytes, moreFiles);
        }
    }

    void addUploading(long more) {
        uploading += more;
    }

    /** A folder was made here. */
    void made(VPath folder) {
        if (count != null) {
            count.made(folder);
        }
    }

    void disturb(VPath folder) {
        if (count != null) {
            count.disturb(folder);
        }
    }

    /** A folder is going to be renamed inside of this account. */
    void moving(VPath from) {
        if (count != null) {
            count.moving(from);
        }
    }

    /** A folder with all below it was renamed inside of this account. */
    void moved(VPath from, VPath to) {
        if (count != null) {
            count.moved(from, to);
        }
    }

    /** A count under way can't be right: folders came or went. */
    void spoil() {
        if (count != null) {
            count.spoil();
        }
    }

    /** Begins a count, unless one is under way: then null. */
    Count begin() {
        if (count != null) {
            return null;
        }
        count = new Count();
        return count;
    }

    /** Whether the count that runs may be wrong by what happened meanwhile. */
    boolean isDisturbed() {
        return count.isDisturbed();
    }

    /** The folders whose entries changed while the count that runs listed them. */
    Set<VPath> restless() {
        return count.restless();
    }

    /** Some change was counted at another time than it was made: the count that runs can't tell how wrong it is. */
    void blur() {
        count.blur();
    }

    /**
     * Ends the count; false if it was spoiled, and then it does not stand, unless {@code anyway}. A count of folders that
     * never came to rest takes nothing back that was known, as far as their changes can be the reason for the difference:
     * else a quota would give away, count by count, what it does not have.
     */
    boolean end(boolean anyway) {
        Count ended = count;
        count = null;
        if (ended.isSpoiled() && !anyway) {
            return false;
        }
        boolean rough = known && !ended.isSpoiled();
        bytes = rough ? ended.nearestBytes(bytes) : ended.bytes();
        files = rough ? ended.nearestFiles(files) : ended.files();
        known = true;
        return true;
    }

    /** Gives the count up; what was known stays. */
    void endWithoutResult() {
        count = null;
    }

    Space within(Space outer) {
        if (maxBytes == 0) {
            return outer;
        }
        long free = Math.max(0, maxBytes - usedBytes());
        return new Space(Math.min(maxBytes, outer.totalBytes()), Math.min(free, outer.freeBytes()));
    }
}
