// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.KeptOpening;
import io.fairlead.smb.client.open.ReadAhead;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.ShareFiles.Opened;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.terms.CreateTerms;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.protocol.CreateDisposition;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One open of a file, a folder or a link in a share, as the server is asked for it; for one thread.
 *
 * @param path without the links that we have followed
 * @param place where that is
 */
record NodeOpening(SmbVolume volume, VPath path, Place place, Open how) {
    private static final Set<Access> CONTENT = EnumSet.of(Access.READ, Access.WRITE, Access.APPEND);

    /** Whatever is there, or is to be made; no upload, and no server. */
    SmbNode run() throws IOException {
        if (!how.changes()) {
            return open();
        }
        String name = place.existingName();
        place.files().makeWay(name);
        try {
            return open();
        } catch (StatusException e) {
            if (how.disposition() == Disposition.CREATE && Failures.reason(e) == Reason.IS_DIRECTORY) {
                throw new StorageException(Reason.EXISTS, path.toString(), e); // Interop: Samba
            }
            throw e;
        } finally {
            place.files().changed(name);
        }
    }

    /** The root of a share is a directory, if it is there; it can't be made. */
    void checkFixed() throws StorageException {
        boolean makes = how.disposition() == Disposition.CREATE || how.disposition() == Disposition.REPLACE;
        if (makes && !path.isRoot()) {
            try {
                volume.attributes(path);
            } catch (StorageException e) {
                throw e.reason() == Reason.NOT_FOUND
                        ? new StorageException(Reason.ACCESS_DENIED, path + " would be a share")
                        : e;
            }
        }
        if (how.disposition() == Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, path);
        }
        if (how.disposition() == Disposition.REPLACE || how.kind() == Kind.FILE) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
    }

    private SmbNode open() throws IOException {
        boolean existing = how.disposition() == Disposition.OPEN || place.isFixed();
        Wanted wanted = new Wanted(
                existing ? place.existingName() : place.name(),
                CreateTerms.access(how.access()),
                existing ? CreateDisposition.OPEN : CreateTerms.disposition(how),
                CreateTerms.options(how),
                how.kind() == Kind.FILE && !Collections.disjoint(how.access(), CONTENT));
        boolean reads = existing && how.access().equals(EnumSet.of(Access.READ));
        boolean content = reads && how.kind() == Kind.FILE;
        boolean entries = reads && how.kind() == Kind.DIRECTORY;
        List<ClientRequest> related =
                content ? List.of(ReadAhead.withOpen()) : entries ? SmbDirectoryNode.withOpen() : List.of();
        boolean follows = how.links() == Links.FOLLOW;
        Opened opened = KeptOpening.open(place.files(), wanted, related, content && follows, entries && follows);
        return node(opened, content, entries);
    }

    private SmbNode node(Opened opened, boolean content, boolean entries) throws IOException {
        RemoteHandle handle = opened.handle();
        boolean good = false;
        SmbNode node = null;
        try {
            boolean link = how.links() == Links.ITSELF && ShareFiles.isReparse(handle.response());
            boolean directory = (handle.response().file().attributes() & 0x10) != 0;
            if (link) {
                checkLink(path, how);
                node = new SmbNode(volume, path, how, handle);
            } else if (directory) {
                node = new SmbDirectoryNode(volume, path, how, handle, place.files());
                List<Answer> answers = opened.answers();
                if (answers.isEmpty()) {
                    ((SmbDirectoryNode) node).begin();
                } else if (entries) {
                    ((SmbDirectoryNode) node).first(answers.subList(1, answers.size()));
                }
            } else {
                node = new SmbFileNode(volume, path, how, handle);
                if (content && opened.answers().size() > 1) {
                    ((SmbFileNode) node).first(opened.answers().get(1));
                }
            }
            good = true;
            return node;
        } finally {
            if (!good) {
                if (node == null) {
                    handle.leave();
                } else {
                    SmbVolume.close(node);
                }
            }
        }
    }

    static void checkLink(VPath path, Open how) throws StorageException {
        if (how.kind() == Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        if (!EnumSet.of(Access.DELETE).containsAll(how.access())) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " is a link");
        }
    }
}
