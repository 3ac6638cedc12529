// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.Failures;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.upload.StagedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;

/**
 * One open. The kind is looked up before the platform opens anything, since opening a pipe or device may block or act;
 * and once more afterwards, so that the node's identity is that of the file behind its channel. If somebody exchanged
 * the name in between, all of it starts again.
 */
final class Opener implements Failures.Call<LocalNode> {
    private static final int MAX_ATTEMPTS = 50;

    private final LocalVolume volume;
    private final VPath path;
    private final Open how;

    Opener(LocalVolume volume, VPath path, Open how) {
        this.volume = volume;
        this.path = path;
        this.how = how;
    }

    /** Opens while no name moves; the volume knows the node then. */
    @Override
    public LocalNode run() throws IOException {
        return storage().namespace().steady(this::remembered);
    }

    private LocalStorage storage() {
        return volume.storage();
    }

    private LocalNode remembered() throws IOException {
        return volume.remember(open());
    }

    private LocalNode open() throws IOException {
        LocalNode known = known();
        if (known != null) {
            return known;
        }
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try (Located place = resolve()) {
                LocalNode node = open(place);
                if (node != null) {
                    return node;
                }
            }
        }
        throw new StorageException(Reason.IN_USE, path + ": keeps changing");
    }

    private Located resolve() throws IOException {
        // A link that is there is in the way of a new name, wherever it points to.
        Links last = how.disposition() == Disposition.CREATE ? Links.ITSELF : how.links();
        return opensContent() ? volume.resolveToOpen(path, last) : volume.resolve(path, last);
    }

    /** Whether it opens the content of a file that is there. */
    private boolean opensContent() {
        return touchesContent()
                && how.kind() != Open.Kind.DIRECTORY
                && (how.disposition() == Disposition.OPEN || how.disposition() == Disposition.OPEN_OR_CREATE);
    }

    /** A file in a folder that was found lately; null to walk. */
    private LocalNode known() throws IOException {
        try (Located place = opensContent() ? storage().resolver().known(path) : null) {
            return place == null ? null : file(place);
        }
    }

    /** Whether only the name matters, so that it may be anything's. */
    private boolean removesOnly() {
        return how.disposition() == Disposition.OPEN
                && how.kind() != Open.Kind.DIRECTORY
                && how.access().equals(EnumSet.of(Access.DELETE));
    }

    /** Null to start again. */
    private LocalNode open(Located place) throws IOException {
        if (how.disposition() == Disposition.REPLACE) {
            return upload(place);
        }
        if (place.found() != null) {
            if (how.disposition() == Disposition.CREATE) {
                throw new StorageException(Reason.EXISTS, path);
            }
            return existing(place);
        }
        if (how.disposition() == Disposition.OPEN) {
            throw new StorageException(Reason.NOT_FOUND, path);
        }
        return how.kind() == Open.Kind.DIRECTORY ? makeDirectory(place) : makeFile(place);
    }

    private LocalNode existing(Located place) throws IOException {
        switch (AttributeReader.kind(place.found())) {
            case LINK -> {
                return link(place);
            }
            case OTHER -> {
                if (!removesOnly()) {
                    throw new StorageException(Reason.ACCESS_DENIED, path + ": neither file nor directory");
                }
                return file(place);
            }
            case DIRECTORY -> {
                if (how.kind() == Open.Kind.FILE) {
                    throw new StorageException(Reason.IS_DIRECTORY, path);
                }
                return directory(place, false);
            }
            default -> {
                if (how.kind() == Open.Kind.DIRECTORY) {
                    throw new StorageException(Reason.NOT_DIRECTORY, path);
                }
                return file(place);
            }
        }
    }

    private LocalNode link(Located place) throws IOException {
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        if (!how.access().isEmpty() && !removesOnly()) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": a symbolic link");
        }
        return file(place);
    }

    private LocalNode directory(Located place, boolean created) throws IOException {
        if (!how.access().contains(Access.READ)) {
            return new DirectoryNode(volume, place, how, state(place, place.found(), created), null);
        }
        Folder folder;
        try {
            folder = place.open();
        } catch (IOException x) {
            return againIfChanged(place, x);
        }
        return new DirectoryNode(volume, place, how, state(place, folder.stat(), created), folder);
    }

    private OpenedState state(Located place, BasicFileAttributes found, boolean created) {
        return new OpenedState(null, found, id(found, place), created);
    }

    private LocalNode file(Located place) throws IOException {
        if (!touchesContent()) {
            NodeId id = id(place.found(), place);
            return new FileNode(volume, place, how, new OpenedState(null, place.found(), id, false));
        }
        Content content;
        try {
            content = Content.open(place, how, false, storage().modes());
        } catch (IOException x) {
            return againIfChanged(place, x);
        }
        BasicFileAttributes now = place.look();
        if (now == null || !AttributeReader.same(now, place.found())) {
            content.close();
            return null;
        }
        return new FileNode(volume, place, how, new OpenedState(content, now, id(now, place), false));
    }

    private boolean touchesContent() {
        return how.access().contains(Access.READ)
                || how.access().contains(Access.WRITE)
                || how.access().contains(Access.APPEND);
    }

    /** Null to start again if the name is another file by now; else the failure stands. */
    private static LocalNode againIfChanged(Located place, IOException failure) throws IOException {
        BasicFileAttributes now = place.look();
        if (now == null || !AttributeReader.same(now, place.found())) {
            return null;
        }
        throw failure;
    }

    private LocalNode makeFile(Located place) throws IOException {
        Content content;
        try {
            content = Content.open(place, how, true, storage().modes());
        } catch (FileAlreadyExistsException x) {
            return null; // to be opened, or refused, by what it is
        }
        BasicFileAttributes now = place.look();
        if (now == null || !now.isRegularFile()) {
            content.close();
            return null;
        }
        storage()
                .modes()
                .set(place.folder(), place.file(), now, storage().modes().file());
        return new FileNode(volume, place, how, new OpenedState(content, now, id(now, place), true));
    }

    private LocalNode makeDirectory(Located place) throws IOException {
        try {
            storage().namespace().makeDirectory(place);
        } catch (FileAlreadyExistsException x) {
            return null;
        } catch (StorageException x) {
            if (x.reason() == Reason.EXISTS) {
                return null;
            }
            throw x;
        }
        BasicFileAttributes now = place.look();
        if (now == null || !now.isDirectory()) {
            return null;
        }
        return directory(place.with(now), true);
    }

    private LocalNode upload(Located place) throws IOException {
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, path + ": directories are not uploaded");
        }
        Namespace.checkReplaceable(place);
        StagedFile staged =
                StagedFile.near(place, storage().staging(), storage().modes());
        Content content = null;
        try {
            content = new Content(staged.create(place), null);
            BasicFileAttributes now = staged.made();
            return new UploadNode(volume, place, how, staged, new OpenedState(content, now, id(now, place), false));
        } catch (IOException x) {
            Closing.quietly(content);
            staged.close();
            throw x;
        }
    }

    private NodeId id(BasicFileAttributes found, Located place) {
        NodeId id = storage().ids().opened(found);
        return id == null ? storage().paths().idOf(place.path()) : id;
    }
}
