// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.LinkTexts;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.client.terms.RemoteNames;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Symbolic links of a share, which are relative to their folders: there is no other root that server and client both know. */
final class RemoteSymlinks implements Symlinks {
    private final SmbVolume volume;

    RemoteSymlinks(SmbVolume volume) {
        this.volume = volume;
    }

    @Override
    public void create(VPath link, String target) throws StorageException {
        String text = text(link, target);
        volume.at(link, false, (real, place) -> {
            if (place.isFixed() || place.isJunction()) {
                throw new StorageException(Reason.EXISTS, link);
            }
            place.files().makeWay(place.name());
            try {
                make(place, text);
            } finally {
                place.files().changed(place.name());
            }
            return null;
        });
    }

    /** An empty file becomes the link; if it can't, it goes again. */
    private static void make(Place place, String text) throws IOException {
        int access = AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES | AccessMask.DELETE;
        RemoteHandle handle = place.files()
                .open(new Wanted(
                        place.name(),
                        access,
                        CreateDisposition.CREATE,
                        CreateOptions.NON_DIRECTORY_FILE | CreateOptions.OPEN_REPARSE_POINT));
        boolean made = false;
        try {
            LinkTexts.set(handle, text);
            made = true;
        } catch (StatusException e) {
            throw refused(e, place.text());
        } finally {
            try {
                if (!made) {
                    handle.succeed(HandleRequest.setting(FileInformationClass.DISPOSITION, new byte[] {1}, false));
                }
            } finally {
                handle.close();
            }
        }
    }

    private static IOException refused(StatusException e, String link) {
        boolean unknown = Failures.reason(e) == Reason.NOT_SUPPORTED || e.is(NtStatus.NOT_A_REPARSE_POINT); // so Samba
        if (unknown) {
            return new StorageException(Reason.NOT_SUPPORTED, link + ": the server makes no symbolic links", e);
        }
        return e.is(NtStatus.PRIVILEGE_NOT_HELD)
                ? new StorageException(Reason.ACCESS_DENIED, link + ": this user may make no symbolic links", e)
                : e;
    }

    /** The new link is made beside it, and renamed over it. */
    @Override
    public void replace(VPath link, String target) throws StorageException {
        Attributes present = volume.attributes(link, Links.ITSELF);
        if (present.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, link);
        }
        if (present.isFile() && present.size() > 0) {
            throw new StorageException(Reason.NOT_EMPTY, link + ": has content");
        }
        VPath fresh = link.parent().child("~fairlead-" + UUID.randomUUID() + ".part");
        create(fresh, target);
        boolean moved = false;
        try (Node node = volume.open(fresh, Open.delete())) {
            try {
                node.rename(link, true);
                moved = true;
            } finally {
                if (!moved) {
                    node.delete();
                }
            }
        }
    }

    @Override
    public String target(VPath link) throws StorageException {
        Attributes found = volume.attributes(link, Links.ITSELF);
        if (!found.isLink()) {
            throw new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link");
        }
        return found.target()
                .orElseThrow(() ->
                        new StorageException(Reason.NOT_SUPPORTED, link + ": the server does not tell where it leads"));
    }

    /**
     * The text from the link's folder.
     *
     * @throws StorageException {@link Reason#ACCESS_DENIED} if it would lead out of the share, or of what the volume shows
     */
    private String text(VPath link, String target) throws StorageException {
        if (link.isRoot()) {
            throw new StorageException(Reason.EXISTS, link);
        }
        VPath leadsTo = link.parent().resolveLink(target);
        Place from = volume.known(link);
        Place to = volume.known(leadsTo);
        if (target.isEmpty() || from.isServer() || to.isServer() || from.files() != to.files()) {
            throw new StorageException(Reason.ACCESS_DENIED, link + ": would lead out of the share");
        }
        RemoteNames.of(to.names());
        if (!target.startsWith("/")) {
            return target;
        }
        List<String> folder = from.names().subList(0, from.names().size() - 1);
        int common = 0;
        while (common < Math.min(folder.size(), to.names().size())
                && folder.get(common).equalsIgnoreCase(to.names().get(common))) {
            common++;
        }
        List<String> names = new ArrayList<>(Collections.nCopies(folder.size() - common, ".."));
        names.addAll(to.names().subList(common, to.names().size()));
        return names.isEmpty() ? "." : String.join("/", names);
    }
}
