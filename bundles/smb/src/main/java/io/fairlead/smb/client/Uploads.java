// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.ShareFiles.Opened;
import io.fairlead.smb.client.ShareFiles.Wanted;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the files of a volume's uploads, each beside its target under a name of its own. Thread-safe. */
record Uploads(SmbVolume volume) {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /**
     * An upload goes where a link leads, and does not take its place.
     *
     * @param followed links that were followed before
     */
    Followed open(VPath path, Place place, Open how, int followed) throws IOException {
        if (how.kind() == Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, "only files are replaced, not " + path);
        }
        Attributes there;
        try {
            there = place.files().look(place.name(), Links.ITSELF);
        } catch (IOException e) {
            if (Failures.reason(e) != Reason.NOT_FOUND || e instanceof StorageException) {
                throw e;
            }
            return new UploadNode(volume, path, how);
        }
        if (there.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        Optional<String> text = there.isLink()
                ? LinkTexts.of(place.files(), place.name(), there).target()
                : Optional.empty();
        if (text.isEmpty()) {
            return new UploadNode(volume, path, how);
        }
        if (followed >= SmbStorage.MOST_LINKS) {
            throw new StorageException(Reason.NOT_FOUND, path + ": too many symbolic links");
        }
        VPath behind = path.parent().resolveLink(text.get());
        return volume.at(behind, false, (real, beyond) -> open(real, beyond, how, followed + 1));
    }

    /** As {@link SmbVolume#begin}, at a place. */
    SmbReplacingNode begin(VPath path, Open how, Place place, ByteBuffer content) throws IOException {
        try {
            return uploadOnce(path, how, place, content);
        } catch (ConnectionLostException e) {
            if (!e.sent()) {
                throw e;
            }
            return uploadOnce(path, how, place, content); // by another name: whether there is the first does not matter
        }
    }

    private SmbReplacingNode uploadOnce(VPath path, Open how, Place place, ByteBuffer content) throws IOException {
        ShareFiles files = place.files();
        String name = place.name();
        int cut = name.lastIndexOf('\\') + 1;
        String temporary = name.substring(0, cut) + "~fairlead-" + UUID.randomUUID() + ".part";
        int access = CreateTerms.access(EnumSet.allOf(Access.class));
        String key = key(files, temporary);
        Set<String> uploads = files.link().files().uploads();
        uploads.add(key);
        boolean good = false;
        try {
            Opened opened = files.open(
                    new Wanted(temporary, access, CreateDisposition.CREATE, CreateOptions.NON_DIRECTORY_FILE, true),
                    writing(content));
            good = true;
            SmbReplacingNode node = new SmbReplacingNode(volume, path, how, opened.handle(), files, temporary);
            node.first(content, opened.answers());
            return node;
        } catch (ConnectionLostException e) {
            if (e.sent()) {
                discard(files, temporary);
            }
            throw e;
        } finally {
            if (!good) {
                uploads.remove(key);
            }
        }
    }

    private static List<ClientRequest> writing(ByteBuffer content) {
        if (!content.hasRemaining()) {
            return List.of();
        }
        WriteRequest write = new WriteRequest(0, FileId.RELATED, 0, 0, content.duplicate());
        return List.of(new ClientRequest(Command.WRITE, write, content.remaining()));
    }

    /** Removes what may have been made before the connection was lost. */
    private static void discard(ShareFiles files, String temporary) {
        try {
            files.delete(temporary);
        } catch (IOException e) {
            LOG.debug("{} was not made, or is left: {}", temporary, e.getMessage());
        }
    }

    static String key(ShareFiles files, String name) {
        return (files.share() + "\\" + name).toLowerCase(Locale.ROOT);
    }
}
