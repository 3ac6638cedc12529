// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.link.LinkResolution;

/**
 * Links of mounted storages. An absolute target must be in the storage of its link, which then keeps it whatever the mount
 * point is.
 */
record MountLinks(MountVolume volume) implements Symlinks {
    @Override
    public void create(VPath link, String target) throws StorageException {
        volume.following(link, true, place -> {
            if (place.bare() || volume.table().isPinned(place.path())) {
                throw new StorageException(Reason.EXISTS, link);
            }
            Symlinks below = place.volume()
                    .extension(Symlinks.class)
                    .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": no links there"));
            below.create(place.local(), local(place, target));
            return null;
        });
    }

    private static String local(MountVolume.Found place, String target) throws StorageException {
        VPath at = place.mount().at();
        if (!target.startsWith("/") || at.isRoot()) {
            return target;
        }
        VPath leads = LinkResolution.target(place.path(), target);
        if (!leads.startsWith(at)) {
            throw new StorageException(Reason.NOT_SUPPORTED, place.path() + ": to another storage");
        }
        return leads.rebase(at, VPath.ROOT).toString();
    }

    @Override
    public String target(VPath link) throws StorageException {
        return volume.attributes(link, Links.ITSELF)
                .target()
                .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link"));
    }
}
