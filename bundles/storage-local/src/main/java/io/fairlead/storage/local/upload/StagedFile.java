// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.upload;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.xattr.UserAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file under no name yet, but a hidden one: in the root, or else beside its target. That is where it has to be if the
 * target is on another device (a mount below the root), and where nothing can be made in the root. It is locked until it
 * is closed, which tells {@link StagingSweep} that its server lives: the root is swept when a storage opens, and any
 * folder when it is listed. One on another device is noted in the staging folder as well, before it is made, so that it
 * is found after a crash at once. Owned by one node.
 */
public final class StagedFile implements AutoCloseable {
    private static final String NOTE_SUFFIX = ".beside";
    private static final int MAX_NOTE_BYTES = 4 * VPath.MAX_LENGTH;
    private static final int MAX_ATTEMPTS = 20;
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Staging staging;
    private final FileModes modes;
    private Staging.Use use; // null unless there is a note
    private Folder folder;
    private Path file;
    private Path note;
    private BasicFileAttributes made;
    private boolean moved;

    private StagedFile(Staging staging, FileModes modes) {
        this.staging = staging;
        this.modes = modes;
    }

    /** Reserves a name for the target's device. The file is made by {@link #create}. */
    public static StagedFile near(Located target, Staging staging, FileModes modes) throws IOException {
        StagedFile staged = new StagedFile(staging, modes);
        try {
            staged.choose(target);
            return staged;
        } catch (IOException x) {
            staged.close();
            throw x;
        }
    }

    private void choose(Located target) throws IOException {
        if (target.kept() || sameDevice(target.folder().device(), staging.root().device())) {
            folder = staging.root();
            file = staging.freshNameBeside();
        } else {
            use = staging.useIfPossible();
            goBeside(target);
        }
    }

    private static boolean sameDevice(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty() || one.getAsLong() == other.getAsLong();
    }

    private void goBeside(Located target) throws IOException {
        Path name = staging.freshNameBeside();
        if (use != null) {
            note = name.resolveSibling(use.freshName() + NOTE_SUFFIX);
            write(note, target.path().parent().child(name.toString()));
        }
        folder = target.folder().again();
        file = name;
    }

    private void write(Path newNote, VPath path) throws IOException {
        ByteBuffer text = StandardCharsets.UTF_8.encode(path.toString());
        try (SeekableByteChannel channel = use.folder().channel(newNote, NEW_FILE)) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
        }
    }

    /** Removes the file that a note in the staging folder tells of. */
    static void removeBeside(Folder staging, Path note, BasicFileAttributes found, Resolver resolver)
            throws IOException {
        if (!note.toString().endsWith(NOTE_SUFFIX) || found.size() > MAX_NOTE_BYTES) {
            return;
        }
        ByteBuffer text = ByteBuffer.allocate((int) found.size());
        try (SeekableByteChannel channel = staging.channel(note, Set.of(StandardOpenOption.READ))) {
            while (text.hasRemaining() && channel.read(text) >= 0) {
                // until all of it is read
            }
        }
        VPath path = VPath.of(StandardCharsets.UTF_8.decode(text.flip()).toString());
        if (!path.name().startsWith(NameRules.BESIDE)) {
            return;
        }
        try (Folder parent = resolver.folder(path.parent())) {
            parent.deleteFile(parent.directory().getFileSystem().getPath(path.name()));
        } catch (StorageException | NoSuchFileException gone) {
            // its folder, or itself
        }
    }

    /** Makes the file, for the server's user alone. */
    public SeekableByteChannel create(Located target) throws IOException {
        try {
            return make();
        } catch (IOException refused) {
            if (folder != staging.root()) {
                throw refused;
            }
            goBeside(target);
            return make();
        }
    }

    private SeekableByteChannel make() throws IOException {
        for (int attempt = 1; ; attempt++) {
            SeekableByteChannel channel = folder.channel(file, NEW_FILE, modes.attribute(FileModes.staged()));
            try {
                Staging.lock(channel);
                made = stat();
                return channel;
            } catch (NoSuchFileException swept) { // before it was locked
                Closing.quietly(channel);
                if (attempt == MAX_ATTEMPTS) {
                    throw swept;
                }
                file = staging.freshNameBeside();
            } catch (IOException x) {
                Closing.quietly(channel);
                throw x;
            }
        }
    }

    /** What it was when it was made. */
    public BasicFileAttributes made() {
        return made;
    }

    public BasicFileAttributes stat() throws IOException {
        return folder.stat(file);
    }

    /** Where it is, for {@code target}. */
    public Located place(VPath target) throws IOException {
        return new Located(folder, true, file, target, stat());
    }

    public BasicFileAttributeView view() {
        return folder.view(file);
    }

    /** Takes over the owner of the file to be replaced. */
    public void adoptOwner(Located replaced) throws IOException {
        modes.adoptOwner(folder, file, stat(), replaced);
    }

    /** Gives the file its bits and its name, in the place of whatever file is there. */
    public void moveTo(Located target, int bits) throws IOException {
        if (folder == staging.root() && !target.kept()) {
            try {
                folder.move(file, target.folder(), file);
            } catch (AtomicMoveNotSupportedException otherDevice) {
                // The same device, but another mount of it, or the target's folder was moved: one more copy can't be
                // avoided.
                copyBeside(target);
                nameBeside(target, bits);
                return;
            }
            moved = true;
        }
        nameBeside(target, bits);
    }

    /** In the target's own folder, so that only those who may enter it see the file once it has its bits. */
    private void nameBeside(Located target, int bits) throws IOException {
        try {
            modes.set(target.folder(), file, target.folder().stat(file), bits);
            target.folder().move(file, target.folder(), target.file());
            moved = true;
        } catch (IOException x) {
            if (moved) {
                delete(target.folder(), file);
            }
            throw x;
        }
    }

    private void copyBeside(Located target) throws IOException {
        Folder from = folder;
        Path old = file;
        Path oldNote = note;
        BasicFileAttributes attributes = stat();
        use = use == null ? staging.useIfPossible() : use;
        goBeside(target);
        try (FileChannel in = (FileChannel) from.channel(old, Set.of(StandardOpenOption.READ));
                FileChannel out = (FileChannel) make()) {
            for (long at = 0, size = in.size(); at < size; ) {
                at += in.transferTo(at, size - at, out);
            }
            copyUserAttributes(from.directory().resolve(old), folder.directory().resolve(file));
            adoptOwner(new Located(from, true, old, target.path(), attributes));
            view().setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
            out.force(true);
        } finally {
            discard(from, old, oldNote);
        }
    }

    /** Those that the upload was given; where there are none there is nothing to copy. */
    private static void copyUserAttributes(Path from, Path to) throws IOException {
        if (UserAttributes.work(from, false)) {
            new UserAttributes(from).copyTo(to);
        }
    }

    private void discard(Folder from, Path name, Path itsNote) {
        delete(from, name);
        if (use != null) {
            delete(use.folder(), itsNote);
        }
        if (from != staging.root()) {
            Closing.quietly(from);
        }
    }

    private static void delete(Folder from, Path name) {
        try {
            if (name != null) {
                from.deleteFile(name);
            }
        } catch (IOException gone) {
            // never made, or swept
        }
    }

    /** Removes the file unless it got its name. */
    @Override
    public void close() {
        discard(folder, moved ? null : file, note);
        Closing.quietly(use);
    }
}
