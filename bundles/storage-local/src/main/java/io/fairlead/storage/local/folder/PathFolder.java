// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.UUID;

/**
 * A folder by its path, for file systems without {@link java.nio.file.SecureDirectoryStream}. It checks that its real
 * path is inside the root when it is opened; who swaps a folder for a link right after that check is not caught.
 */
public final class PathFolder implements Folder {
    private final Path root;
    private final Path directory;
    private final boolean posix;
    private final Exclusions exclusions;
    private volatile DirectoryStream<Path> stream;
    private volatile boolean closed;

    private PathFolder(Path root, Path directory, boolean posix, Exclusions exclusions) {
        this.root = root;
        this.directory = directory;
        this.posix = posix;
        this.exclusions = exclusions;
    }

    /** The folder of a storage's root, which is a real path. */
    public static PathFolder root(Path root, Exclusions exclusions) {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        return new PathFolder(root, root, posix, exclusions);
    }

    @Override
    public BasicFileAttributes stat(Path name) throws IOException {
        Path child = directory.resolve(name);
        return exclusions.check(attributes(child), child);
    }

    @Override
    public BasicFileAttributes stat() throws IOException {
        return attributes(directory);
    }

    private BasicFileAttributes attributes(Path path) throws IOException {
        return posix
                ? Files.readAttributes(path, PosixFileAttributes.class, NO_LINKS)
                : Files.readAttributes(path, BasicFileAttributes.class, NO_LINKS);
    }

    @Override
    public BasicFileAttributeView view(Path name) {
        return viewOf(directory.resolve(name));
    }

    @Override
    public BasicFileAttributeView view() {
        return viewOf(directory);
    }

    private BasicFileAttributeView viewOf(Path path) {
        // Changing the permissions of a link is refused by the JDK, so POSIX views follow; the caller looked before.
        return posix
                ? Files.getFileAttributeView(path, PosixFileAttributeView.class)
                : Files.getFileAttributeView(path, BasicFileAttributeView.class, NO_LINKS);
    }

    @Override
    public <T> T detached(Path name, Failures.Call<T> call) throws IOException {
        return DetachedCalls.OF_PROCESS.make(directory.resolve(name), call);
    }

    @Override
    public Folder open(Path name) throws IOException {
        Path child = directory.resolve(name);
        if (!stat(name).isDirectory() || !child.toRealPath().startsWith(root)) {
            throw new NotDirectoryException(name.toString());
        }
        return new PathFolder(root, child, posix, exclusions);
    }

    @Override
    public Folder again() {
        return new PathFolder(root, directory, posix, exclusions);
    }

    @Override
    public SeekableByteChannel channel(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        Path path = directory.resolve(name);
        return all.contains(StandardOpenOption.CREATE_NEW)
                ? Files.newByteChannel(path, all, attributes) // which fails where something is
                : detached(name, () -> Files.newByteChannel(path, all, attributes));
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // close() closes it
    public Iterator<Path> names() throws IOException {
        DirectoryStream<Path> opened = Files.newDirectoryStream(directory);
        stream = opened;
        if (closed) {
            opened.close();
        }
        return opened.iterator();
    }

    @Override
    public void move(Path name, Folder target, Path newName) throws IOException {
        Path from = directory.resolve(name);
        Path to = target.directory().resolve(newName);
        if (root.getFileSystem() != FileSystems.getDefault() && from.equals(to)) {
            // Equal, though spelt differently: other providers take that for nothing to do.
            Path between = directory.resolve(name + "." + UUID.randomUUID());
            Files.move(from, between);
            Files.move(between, to);
            return;
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException otherDevice) {
            throw otherDevice;
        } catch (UnsupportedOperationException notAtomic) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public boolean byPath() {
        return true;
    }

    @Override
    public void createDirectory(Path name, FileAttribute<?>... attributes) throws IOException {
        Files.createDirectory(directory.resolve(name), attributes);
    }

    @Override
    public void createLink(Path name, Path target) throws IOException {
        Files.createSymbolicLink(directory.resolve(name), target);
    }

    @Override
    public Path readLink(Path name) throws IOException {
        return Files.readSymbolicLink(directory.resolve(name));
    }

    @Override
    public void sync() {
        // a directory can't be opened on every platform, and those that can have SecureFolder
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (stream != null) {
            stream.close();
        }
    }
}
