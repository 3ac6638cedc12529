// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One look at what a storage tells of, for all leases that it concerns: each name is looked at once, and a file whose leases
 * are broken is not looked at for another. Used by one thread; may block.
 */
final class LeaseLook {
    private final Arbiter arbiter;
    private final Map<VPath, Optional<Attributes>> seen = new HashMap<>(); // empty for nothing
    private final Set<FileKey> broken = new HashSet<>();

    LeaseLook(Arbiter arbiter) {
        this.arbiter = arbiter;
    }

    /** Breaks the leases that a change which is not ours stands against; nobody of ours is at work on the name. */
    void after(Change change, List<OutsideWatch> concerned) {
        boolean content = change.type() == Change.Type.MODIFIED || change.type() == Change.Type.ATTRIBUTES;
        if (content && arbiter.isWrittenHere(change.path())) {
            return;
        }
        for (OutsideWatch watch : concerned) {
            breakUnless(watch, () -> watch.isHarmless(change, content, this));
        }
    }

    /** As {@link #after}, where anything may have happened. */
    void afterLoss(List<OutsideWatch> all) {
        Set<VPath> written = arbiter.writtenHere();
        for (OutsideWatch watch : all) {
            breakUnless(watch, () -> {
                watch.followQuietly();
                VPath path = arbiter.opens.path(watch.open().id);
                if (watch.isOfFolder()) {
                    return false;
                }
                arbiter.reports.settle(path);
                return watch.isUnchanged(!written.contains(path), this)
                        || (arbiter.isWrittenHere(path) && watch.isUnchanged(false, this));
            });
        }
    }

    private interface Check {
        boolean isHarmless() throws StorageException;
    }

    private void breakUnless(OutsideWatch watch, Check check) {
        FileKey file = watch.open().guard().file();
        if (broken.contains(file)) {
            return;
        }
        try {
            if (!check.isHarmless() && watch.ask()) {
                broken.add(file);
            }
        } catch (StorageException e) {
            OutsideWatch.LOG.debug("{} was closed before it was known what its storage told of it", watch.open().id, e);
        }
    }

    /** What is at a path, as an open's storage has it. */
    Attributes attributes(LocalOpen by, VPath path) throws StorageException {
        Optional<Attributes> known = seen.get(path);
        if (known == null) {
            try {
                known = Optional.of(by.view.volume().attributes(path, Links.ITSELF));
            } catch (StorageException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
                known = Optional.empty();
            }
            seen.put(path, known);
        }
        return known.orElseThrow(() -> new StorageException(Reason.NOT_FOUND, path));
    }
}
