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
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.open.NewFile;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.ShareFiles.Opened;
import io.fairlead.smb.client.open.UploadGuesses;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.LinkTexts;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.terms.CreateTerms;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the files of a volume's uploads, each beside its target under a name of its own. Thread-safe. */
record Uploads(SmbVolume volume) {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /**
     * Where an upload goes.
     *
     * @param path without a link at its end: an upload goes where that leads, and does not take its place
     * @param replaces whether there is a file that it will replace
     */
    record Destination(VPath path, boolean replaces) {}

    /**
     * Looks where an upload goes.
     *
     * @param followed links that were followed before
     * @throws StorageException {@link Reason#IS_DIRECTORY}
     */
    Destination look(VPath path, Place place, int followed) throws IOException {
        Attributes there;
        try {
            there = place.files().look(place.name(), Links.ITSELF);
        } catch (IOException e) {
            if (Failures.reason(e) != Reason.NOT_FOUND || e instanceof StorageException) {
                throw e;
            }
            return new Destination(path, false);
        }
        if (there.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        Optional<String> text = there.isLink()
                ? LinkTexts.of(place.files(), place.name(), there).target()
                : Optional.empty();
        if (text.isEmpty()) {
            return new Destination(path, true);
        }
        if (followed >= SmbStorage.MOST_LINKS) {
            throw new StorageException(Reason.NOT_FOUND, path + ": too many symbolic links");
        }
        VPath behind = path.parent().resolveLink(text.get());
        return volume.at(behind, false, (real, beyond) -> look(real, beyond, followed + 1));
    }

    /** An upload of which the server learns nothing yet but its destination. */
    Followed open(VPath path, Place place, Open how) throws IOException {
        if (how.kind() == Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, "only files are replaced, not " + path);
        }
        return new UploadNode(volume, how, look(path, place, 0));
    }

    /**
     * Makes a small file that is new, under its name, by one message.
     *
     * @param replaces whether it is known not to be new; null if nothing is known
     * @return whether it was made; if not, all is to be done as for other files
     */
    boolean make(Place place, ByteBuffer content, Boolean replaces) throws IOException {
        ShareFiles files = place.files();
        UploadGuesses guesses = files.link().files().guesses();
        String folder = folder(place);
        boolean tried = replaces == null ? guesses.isTried(folder) : !replaces;
        if (!tried) {
            return false;
        }
        boolean made = new NewFile(files, place.name()).make(content) == NewFile.Outcome.MADE;
        if (made) {
            guesses.free(folder);
        } else {
            guesses.taken(folder);
        }
        return made;
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

    /** As {@link #begin}, when nobody has looked yet where it goes: done meanwhile, where there may be links. */
    SmbReplacingNode beginUnseen(VPath path, Open how, Place place, ByteBuffer content) throws IOException {
        if (!place.files().mayHaveLinks()) {
            return begin(path, how, place, content); // a directory in the way is told by the rename
        }
        Looking looking = Looking.begin(place);
        SmbReplacingNode node = begin(path, how, place, content);
        boolean good = false;
        try {
            Optional<Boolean> plain = looking.isPlainFile();
            Destination found = plain.isPresent() ? new Destination(path, plain.get()) : look(path, place, 0);
            if (!found.replaces()) {
                place.files().link().files().guesses().free(folder(place));
            }
            good = found.path().equals(path);
            return good ? node : volume.at(found.path(), false, (real, other) -> begin(real, how, other, content));
        } finally {
            if (!good) {
                node.abort();
            }
        }
    }

    /**
     * A look that was asked for and is not waited for yet.
     *
     * @param answers to CREATE and CLOSE; none if they could not be sent
     */
    private record Looking(ShareFiles files, ClientTree tree, List<Awaited> answers) {
        static Looking begin(Place place) throws IOException {
            ShareFiles files = place.files();
            ClientTree tree = files.tree();
            try {
                return new Looking(
                        files,
                        tree,
                        tree.send(List.of(
                                new ClientRequest(
                                        Command.CREATE,
                                        Wanted.look(place.name(), Links.ITSELF).request()),
                                new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED)))));
            } catch (ConnectionLostException e) {
                return new Looking(files, tree, List.of());
            }
        }

        /** Whether there is a file, or nothing; empty if there is something else, or nobody knows. */
        Optional<Boolean> isPlainFile() throws IOException {
            try {
                if (answers.isEmpty()) {
                    return Optional.empty();
                }
                Answer look = answers.get(0).await();
                if (!look.is(NtStatus.SUCCESS)) {
                    return look.is(NtStatus.OBJECT_NAME_NOT_FOUND) ? Optional.of(false) : Optional.empty();
                }
                CreateResponse there = CreateResponse.decode(look.body());
                if (!answers.get(1).await().is(NtStatus.SUCCESS)) {
                    files.link().closings().send(tree, there.fileId());
                }
                boolean plain =
                        !ShareFiles.isReparse(there) && (there.file().attributes() & FileAttributes.DIRECTORY) == 0;
                return plain ? Optional.of(true) : Optional.empty();
            } catch (ConnectionLostException e) {
                return Optional.empty();
            }
        }
    }

    private SmbReplacingNode uploadOnce(VPath path, Open how, Place place, ByteBuffer content) throws IOException {
        ShareFiles files = place.files();
        String name = place.name();
        int cut = name.lastIndexOf('\\') + 1;
        String temporary = name.substring(0, cut) + "~fairlead-" + UUID.randomUUID() + ".part";
        int access = CreateTerms.access(EnumSet.allOf(Access.class));
        String key = files.key(temporary);
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

    private static String folder(Place place) throws StorageException {
        String name = place.name();
        return place.files().key(name.substring(0, name.lastIndexOf('\\') + 1));
    }
}
