// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.Passage;
import java.util.Optional;
import java.util.Set;

/**
 * A session's links as such: made under the rules, and never out of the session's root.
 *
 * @param below the storage's own
 */
record ArbitratedLinks(ArbitratedVolume volume, Symlinks below) implements Symlinks {
    @Override
    public void create(VPath link, String target) throws StorageException {
        VPath at = link;
        for (int followed = 0; ; followed++) {
            try {
                createAt(at, target);
                return;
            } catch (LinkEncountered met) {
                at = volume.links().next(met, link, followed);
            }
        }
    }

    private void createAt(VPath link, String target) throws StorageException {
        volume.refuseClosed();
        AccessRules rules = volume.rules();
        rules.make(link);
        AccessRules.require(volume.user(), Right.WRITE, link);
        rules.change(link);
        if (link.isRoot()) {
            throw new StorageException(Reason.EXISTS, link);
        }
        rules.make(link.parent().resolveLink(target));
        String stored = volume.links().stored(link, target);
        volume.view().make(volume.inStorage(link), null, path -> {
            volume.security().mayName(path, false, false);
            createIn(path, stored);
            return path;
        });
    }

    /** @param path in the storage */
    private void createIn(VPath path, String stored) throws StorageException {
        Arbiter arbiter = volume.arbiter();
        Patience patience = Patience.of(Arbiter.LONGEST_CLOSE);
        volume.waits().during(patience, () -> {
            try (Passage passage = arbiter.opens.enter(path, true, patience)) {
                arbiter.refuseUntenured();
                arbiter.opens.mayReplace(passage, false);
                below.create(path, stored);
                arbiter.changes.publish(Change.of(Change.Type.CREATED, path, Attributes.Kind.LINK));
                arbiter.childChanged(path, Optional.empty());
            }
        });
    }

    /** The link, or the empty file, must be nobody's but the caller's for the moment. */
    @Override
    public void replace(VPath link, String target) throws StorageException {
        AccessRules rules = volume.rules();
        AccessRules.require(volume.user(), Right.WRITE, link);
        rules.change(link);
        Open itself = new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
        try (OpenFile file = volume.open(link, itself)) {
            new FileExtensions((ArbitratedFile) file).retarget(target);
        }
    }

    @Override
    public String target(VPath link) throws StorageException {
        return volume.attributes(link, Links.ITSELF)
                .target()
                .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link"));
    }
}
