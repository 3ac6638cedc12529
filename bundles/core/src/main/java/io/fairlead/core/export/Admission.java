// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.limit.Quantity;
import io.fairlead.core.names.Names;

/** How one session opens: under the rules of the Export and the user's rights, within its bounds, past the arbiter. */
final class Admission {
    private final ArbitratedVolume volume;
    private volatile Permit permit; // of the last open: most are under the same rules; null before

    Admission(ArbitratedVolume volume) {
        this.volume = volume;
    }

    /** Opens what is there or makes it; links on the way end it. */
    OpenFile open(VPath path, OpenRequest request, Patience patience) throws StorageException {
        volume.refuseClosed();
        AccessRules rules = volume.rules();
        if (!rules.mayOnlyFind(volume.user(), request)) {
            return openAs(path, request, rules, patience);
        }
        try {
            return openAs(path, AccessRules.findOnly(request), rules, patience);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                AccessRules.require(volume.user(), Right.WRITE, path);
                rules.change(path);
            }
            throw e;
        }
    }

    private ArbitratedFile openAs(VPath path, OpenRequest request, AccessRules rules, Patience patience)
            throws StorageException {
        Identity asked = volume.user();
        rules.permit(asked, path, request);
        Names.Call<LocalOpen> admitting = at -> admitted(at, request, patience);
        LocalOpen open = request.how().disposition() == Open.Disposition.OPEN
                ? volume.view().find(volume.inStorage(path), admitting)
                : volume.view().make(volume.inStorage(path), null, admitting);
        ArbitratedFile file = volume.adopt(open, path, permit(rules, asked));
        boolean permitted = false;
        try {
            if (request.how().kind() == Open.Kind.ANY && open.access.contains(Open.Access.READ)) {
                file.requireRead(asked, path);
            }
            permitted = true;
        } finally {
            if (!permitted) {
                file.discard();
            }
        }
        return file;
    }

    private Permit permit(AccessRules rules, Identity asked) {
        Permit known = permit;
        if (known == null || !known.isUnder(rules, asked)) {
            known = Permit.granted(rules, asked);
            permit = known;
        }
        return known;
    }

    /** @param path in the storage */
    private LocalOpen admitted(VPath path, OpenRequest request, Patience patience) throws StorageException {
        volume.session().bounds().take(Quantity.OPENS);
        Arbiter arbiter = volume.arbiter();
        boolean retained = false;
        boolean opened = false;
        try {
            volume.view().retain();
            retained = true;
            LocalOpen open = new LocalOpen(arbiter.opens.newId(), request, volume.session());
            volume.waits().during(patience, () -> {
                if (request.how().changes()) {
                    arbiter.backlogs.awaitRoom(path, patience);
                }
                new Opening(arbiter, path, request, open, volume.token(), patience).run();
            });
            opened = true;
            return open;
        } finally {
            if (!opened) {
                volume.session().bounds().give(Quantity.OPENS, 1);
                if (retained) {
                    volume.view().release();
                }
            }
        }
    }
}
