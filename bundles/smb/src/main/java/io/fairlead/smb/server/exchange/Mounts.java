// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.server.Absence;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.TreeConnect;
import java.io.IOException;

/** Mounts the Exports behind shares, and waits for those that are being replaced. */
public final class Mounts {
    private final Request request;
    private final Share share;

    private Mounts(Request request, Share share) {
        this.request = request;
        this.share = share;
    }

    /** A call that changes nothing until it succeeds, so that it may be made again. */
    @FunctionalInterface
    interface Call {
        Reply make() throws IOException, SmbException;
    }

    /** @throws StorageException {@code UNAVAILABLE} if there is nothing to mount, and did not come in time */
    public static TreeConnect.Mount mount(Request request, Share share) throws StorageException {
        Mounts mounts = new Mounts(request, share);
        Absence.Wait wait = null;
        while (true) {
            try {
                TreeConnect.Mount mounted = mounts.mount();
                if (wait != null) {
                    wait.over();
                }
                return mounted;
            } catch (StorageException e) {
                wait = wait == null ? mounts.begin() : wait;
                if (!wait.again(e)) {
                    throw e;
                }
            }
        }
    }

    /** Makes a call on a tree connect's view; one whose storage left is replaced. */
    static Reply call(Request request, Call call) throws IOException, SmbException {
        ExportVolume used = request.tree().volume();
        try {
            return call.make();
        } catch (StorageException e) {
            if (!isAway(e) || used == null) {
                throw e;
            }
        }
        Mounts mounts = new Mounts(request, request.tree().share());
        Absence.Wait wait = mounts.begin();
        while (true) {
            try {
                request.tree().mountAgain(used, mounts::mount);
                used = request.tree().volume();
                Reply reply = call.make();
                wait.over();
                return reply;
            } catch (SmbException refused) {
                wait.over(); // by what is there
                throw refused;
            } catch (StorageException e) {
                if (!wait.again(e)) {
                    throw e;
                }
            }
        }
    }

    /** On a thread that nobody else waits for. */
    private Absence.Wait begin() {
        request.exchange().reading().handOn();
        return request.server().shares().away(share).begin(() -> !request.connection()
                .isClosed());
    }

    private static boolean isAway(StorageException e) {
        return e.reason() == Reason.UNAVAILABLE;
    }

    private TreeConnect.Mount mount() throws StorageException {
        SmbSession session = request.session();
        Export export = share.export()
                .get()
                .orElseThrow(
                        () -> new StorageException(Reason.UNAVAILABLE, "share " + share.name() + " has no export"));
        MountOptions options = MountOptions.by(request.connection().peer())
                .withLinks(share.rules().followLinks() ? LinkPolicy.FOLLOW : LinkPolicy.STOP)
                .withHolder(new Breaks(request.server(), session));
        var user = share.visitor(session.established().orElseThrow().identity());
        return TreeConnect.Mount.of(export, export.mount(user, options), export.features(), null);
    }
}
