// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Set;

/** A folder by its descriptor: every operation but three is a system call of the {@code *at} family on it. */
public final class SecureFolder implements Folder {
    private static final long ACCESS_NANOS = 5_000_000_000L;
    private static final LinkOption[] ONLY_NO_LINKS = {NO_LINKS};

    /** fifo(7): Linux does not wait for anybody at the other end of a pipe that is opened to read and to write. */
    private static final boolean OPENS_PIPES_BOTH_WAYS =
            System.getProperty("os.name", "").equals("Linux");

    private final SecureDirectoryStream<Path> stream;
    private final Path directory;
    private final Exclusions exclusions;
    private volatile OptionalLong device; // null until asked for: an open folder never moves to another
    private volatile Object key; // likewise
    private int holders = 1; // guarded by this
    private volatile boolean oursAlone;
    private volatile long lookedUpAt; // in System.nanoTime
    private volatile boolean lookedUp; // written last

    /**
     * Takes the stream over.
     *
     * @param directory the path it was opened by
     * @param exclusions what is not there, in it and below
     */
    public SecureFolder(SecureDirectoryStream<Path> stream, Path directory, Exclusions exclusions) {
        this.stream = stream;
        this.directory = directory;
        this.exclusions = exclusions;
    }

    @Override
    public BasicFileAttributes stat(Path name) throws IOException {
        BasicFileAttributes found = view(name).readAttributes();
        return exclusions.none() ? found : exclusions.check(found, directory.resolve(name));
    }

    @Override
    public BasicFileAttributes stat() throws IOException {
        return view().readAttributes();
    }

    @Override
    public OptionalLong device() throws IOException {
        if (device == null) {
            device = Folder.super.device();
        }
        return device;
    }

    @Override
    public Object key() throws IOException {
        if (key == null) {
            key = Folder.super.key();
        }
        return key;
    }

    @Override
    public BasicFileAttributeView view(Path name) {
        return stream.getFileAttributeView(name, PosixFileAttributeView.class, ONLY_NO_LINKS);
    }

    @Override
    public BasicFileAttributeView view() {
        return stream.getFileAttributeView(PosixFileAttributeView.class);
    }

    /**
     * The JDK closes a stream only when no call on it is under way, so one that may outlive its caller has a hold of its
     * own.
     */
    @Override
    public <T> T detached(Path name, Failures.Call<T> call) throws IOException {
        if (WatchedCalls.suit() && isOursAlone()) {
            return WatchedCalls.OF_PROCESS.make(directory, name, call);
        }
        if (!share()) {
            throw new ClosedDirectoryStreamException();
        }
        Failures.Call<T> held = () -> {
            try {
                return call.run();
            } finally {
                close();
            }
        };
        return DetachedCalls.OF_PROCESS.make(directory.resolve(name), held);
    }

    /** Whether only our user can change it; looked up again now and then, for a folder may be kept open for long. */
    boolean isOursAlone() throws IOException {
        long now = System.nanoTime();
        if (!lookedUp || now - lookedUpAt > ACCESS_NANOS) {
            oursAlone = FolderAccess.isOursAlone(stat());
            lookedUpAt = now;
            lookedUp = true;
        }
        return oursAlone;
    }

    @Override
    public Folder open(Path name) throws IOException {
        Path path = directory.resolve(name);
        SecureFolder opened =
                new SecureFolder(detached(name, () -> stream.newDirectoryStream(name, NO_LINKS)), path, exclusions);
        if (!exclusions.none()) {
            opened.checkItself();
        }
        return opened;
    }

    /** The name may have become another folder's since it was looked up; an open folder stays what it is. */
    private void checkItself() throws IOException {
        try {
            exclusions.check(stat(), directory);
        } catch (IOException x) {
            close();
            throw x;
        }
    }

    @Override
    public Folder again() throws IOException {
        return new SecureFolder(stream.newDirectoryStream(self(), NO_LINKS), directory, exclusions);
    }

    private Path self() {
        return directory.getFileSystem().getPath(".");
    }

    @Override
    public SeekableByteChannel channel(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<? extends OpenOption> all = options.contains(LinkOption.NOFOLLOW_LINKS) ? options : withoutLinks(options);
        if (all.contains(StandardOpenOption.CREATE_NEW)) {
            return stream.newByteChannel(name, all, attributes); // which fails where something is
        }
        if (OPENS_PIPES_BOTH_WAYS && all.contains(StandardOpenOption.READ) && all.contains(StandardOpenOption.WRITE)) {
            return stream.newByteChannel(name, all, attributes); // whoever calls finds out what it is
        }
        if (!WatchedCalls.suit() || !isOursAlone()) {
            return detached(name, () -> stream.newByteChannel(name, all, attributes));
        }
        try (WatchedCalls.UnderWay call = WatchedCalls.OF_PROCESS.begin(directory, name)) {
            return stream.newByteChannel(name, all, attributes);
        }
    }

    private static Set<OpenOption> withoutLinks(Set<? extends OpenOption> options) {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }

    @Override
    public Iterator<Path> names() {
        return stream.iterator();
    }

    @Override
    public void move(Path name, Folder target, Path newName) throws IOException {
        stream.move(name, ((SecureFolder) target).stream, newName);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
        stream.deleteDirectory(name);
    }

    @Override
    public boolean byPath() {
        return false;
    }

    @Override
    public void createDirectory(Path name, FileAttribute<?>... attributes) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectory(path, attributes);
        checkArrived(name, path);
    }

    @Override
    public void createLink(Path name, Path target) throws IOException {
        Path path = directory.resolve(name);
        Files.createSymbolicLink(path, target);
        checkArrived(name, path);
    }

    private void checkArrived(Path name, Path path) throws IOException {
        try {
            stat(name);
        } catch (NoSuchFileException elsewhere) {
            Files.deleteIfExists(
                    path); // somebody moves folders under us: what we made is empty and has our random name
            throw elsewhere;
        }
    }

    @Override
    public Path readLink(Path name) throws IOException {
        return Files.readSymbolicLink(directory.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel channel = (FileChannel) stream.newByteChannel(self(), Set.of(StandardOpenOption.READ))) {
            channel.force(true);
        }
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public synchronized boolean share() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** Closes it with the last of its holders; each calls this once. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (holders == 0 || --holders > 0) {
                return;
            }
        }
        stream.close();
    }
}
