// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
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
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/**
 * A file under no name yet: in the staging folder, or else beside its target under a hidden name. That is where it has to
 * be if the target is on another device (a mount below the root), and where nothing can be made in the root itself. The
 * former is noted in the staging folder before it is made, so that {@link StagingSweep} finds it after a crash; the
 * latter is locked, and found when its folder is listed. Owned by one node.
 */
final class StagedFile implements AutoCloseable {
    private static final String NOTE_SUFFIX = ".beside";
    private static final int MAX_NOTE_BYTES = 4 * VPath.MAX_LENGTH;
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Staging staging;
    private final Staging.Use use; // null if there can't be a staging folder
    private final FileModes modes;
    private Folder folder;
    private Path file;
    private Path note;
    private boolean moved;

    private StagedFile(Staging staging, Staging.Use use, FileModes modes) {
        this.staging = staging;
        this.use = use;
        this.modes = modes;
    }

    /** Reserves a name for the target's device. The file is made by {@link #create}. */
    static StagedFile near(Place target, Staging staging, FileModes modes) throws IOException {
        StagedFile staged = new StagedFile(staging, useIfPossible(staging), modes);
        try {
            staged.choose(target);
            return staged;
        } catch (IOException x) {
            staged.close();
            throw x;
        }
    }

    /** Null if nothing can be made in the root: its folders may be writable all the same. */
    private static Staging.Use useIfPossible(Staging staging) {
        try {
            return staging.use();
        } catch (IOException refused) {
            return null;
        }
    }

    private void choose(Place target) throws IOException {
        if (use != null
                && (target.kept()
                        || sameDevice(target.folder().stat(), use.folder().stat()))) {
            folder = use.folder();
            file = use.freshName();
        } else {
            goBeside(target);
        }
    }

    private static boolean sameDevice(BasicFileAttributes one, BasicFileAttributes other) {
        NodeId first = AttributeReader.id(one);
        NodeId second = AttributeReader.id(other);
        return first == null || second == null || first.high() == second.high();
    }

    private void goBeside(Place target) throws IOException {
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

    /** Makes the file, with the bits of a new one. */
    SeekableByteChannel create() throws IOException {
        SeekableByteChannel channel = folder.channel(file, NEW_FILE, modes.attribute(modes.file()));
        if (use == null) {
            Staging.lock(channel); // until it is closed; nothing else tells others that this upload is alive
        }
        modes.set(folder, file, stat(), modes.file());
        return channel;
    }

    BasicFileAttributes stat() throws IOException {
        return folder.stat(file);
    }

    BasicFileAttributeView view() {
        return folder.view(file);
    }

    /** Takes over what the file to be replaced has that should stay: its bits, unless others were asked for, and owner. */
    void adopt(Place replaced, boolean bits) throws IOException {
        BasicFileAttributes now = stat();
        modes.adoptOwner(folder, file, now, replaced);
        if (bits && replaced.found() instanceof PosixFileAttributes at) {
            modes.set(folder, file, now, AttributeReader.mode(at));
        }
    }

    /** Gives the file its name, in the place of whatever file is there. */
    void moveTo(Place target) throws IOException {
        try {
            folder.move(file, target.folder(), target.file());
        } catch (AtomicMoveNotSupportedException otherDevice) {
            // The same device, but another mount of it, or the target's folder was moved: one more copy can't be
            // avoided.
            copyBeside(target);
            folder.move(file, target.folder(), target.file());
        }
        moved = true;
    }

    private void copyBeside(Place target) throws IOException {
        Folder from = folder;
        Path old = file;
        Path oldNote = note;
        BasicFileAttributes attributes = stat();
        goBeside(target);
        try (FileChannel in = (FileChannel) from.channel(old, Set.of(StandardOpenOption.READ));
                FileChannel out = (FileChannel) create()) {
            for (long at = 0, size = in.size(); at < size; ) {
                at += in.transferTo(at, size - at, out);
            }
            adopt(new Place(from, true, old, target.path(), attributes, target.path(), null), true);
            view().setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
            out.force(true);
        } finally {
            discard(from, old, oldNote);
        }
    }

    private void discard(Folder from, Path name, Path itsNote) {
        delete(from, name);
        if (use != null) {
            delete(use.folder(), itsNote);
        }
        if (use == null || from != use.folder()) {
            Staging.closeQuietly(from);
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
        Staging.closeQuietly(use);
    }
}
