// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.Links;
import io.fairlead.smb.client.cache.CachedContent;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.ShareFiles.Opened;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.List;

/**
 * Opens what is only read: as it is open already, [MS-SMB2] 3.2.4.2.2, or at the server, so that it may stay open afterwards.
 * The answers to related requests are missing where nothing was asked; else it is as {@link ShareFiles#open(Wanted, List)}.
 */
public record KeptOpening(ShareFiles files, Wanted wanted, List<ClientRequest> related) {
    /**
     * @param content whether it is a file whose content is wanted
     * @param entries whether it is a folder whose entries are
     */
    public static Opened open(
            ShareFiles files, Wanted wanted, List<ClientRequest> related, boolean content, boolean entries)
            throws IOException {
        KeptOpening opening = new KeptOpening(files, wanted, related);
        boolean keeps = files.link().kept().nanos() > 0;
        return keeps && content ? opening.file() : keeps && entries ? opening.folder() : opening.plainly();
    }

    private Opened plainly() throws IOException {
        return files.open(wanted, related);
    }

    /** So that nobody deletes or renames it without a break: Samba sends one where share modes conflict, and else none. */
    private Opened file() throws IOException {
        KeptFiles kept = files.link().kept();
        files.link().files().awaitReplaced(files.key(wanted.name()));
        KeptFile known = kept.take(KeptFile.key(files.share(), wanted.name(), false));
        if (known != null && isStillThere(known)) {
            return new Opened(known.handle, List.of());
        }
        if (kept.isRefused() || !files.tree().connection().leases()) {
            return plainly();
        }
        long changes = files.link().files().changes();
        Opened opened;
        try {
            opened = files.open(wanted.sharing(Wanted.SHARE_CONTENT), related);
        } catch (StatusException e) {
            if (e.is(NtStatus.SHARING_VIOLATION)) { // somebody has it open who may delete it
                return plainly();
            }
            throw e;
        }
        RemoteHandle handle = opened.handle();
        if (!handle.lease().cachesHandles() || !handle.tree().connection().leases()) {
            kept.refused();
            handle.handlesLost();
            return opened;
        }
        boolean small = kept.isSmall(handle.response().file().size());
        CachedContent content = small ? new CachedContent(kept.room()) : null;
        keep(new KeptFile(files, wanted.name(), handle, changes, content, false));
        return opened;
    }

    /**
     * Whether it still has the name. Servers with leases of directories take the handle back before it loses that; others are
     * asked, for Samba up to 4.21 has a file replaced by a rename without a word to who has it open.
     */
    private boolean isStillThere(KeptFile known) throws IOException {
        boolean there = false;
        try {
            there = files.tree().connection().directoryLeases() || known.isAs(files.look(wanted.name(), Links.FOLLOW));
        } finally {
            if (!there) {
                known.detach();
                known.handle.leaveSoon();
            }
        }
        return there;
    }

    /** Servers with leases of directories take handles back before anybody renames or deletes one. */
    private Opened folder() throws IOException {
        KeptFiles kept = files.link().kept();
        String key = KeptFile.key(files.share(), wanted.name(), true);
        KeptFile known = kept.take(key);
        if (known != null) {
            return new Opened(known.handle, List.of());
        }
        boolean again = kept.isReadAgain(key); // what is listed once is not worth that it stays open
        if (!again || !files.tree().connection().directoryLeases()) {
            return plainly();
        }
        long changes = files.link().files().changes();
        long entryChanges = kept.entryChanges();
        Opened opened = files.open(wanted.leased(), related);
        if (opened.handle().lease().cachesHandles() && kept.entryChanges() == entryChanges) {
            keep(new KeptFile(files, wanted.name(), opened.handle(), changes, null, true));
        }
        return opened;
    }

    private void keep(KeptFile made) {
        made.handle.keep(made);
        files.link().kept().add(made);
    }
}
