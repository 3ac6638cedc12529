// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.stream;

import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.xattr.CheckedPath;
import io.fairlead.storage.local.xattr.UserAttributes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folder {@value NameRules#STREAMS} in the root: a folder for each file or directory that has streams
 * ({@link StreamOwner}), and in it a file for each stream ({@link StreamFile}), which tells the stream's name in an
 * attribute. A file comes under another name first and is renamed, so a crash leaves a whole stream or none. One lock of
 * 64 is held over the changes of an owner's streams, never over content. Thread-safe.
 */
public final class StreamDepot {
    /** Attribute of a stream's file: the stream's name, in UTF-8. */
    static final String NAME = UserAttributes.OURS + "stream";
    /** Attribute of an owner's folder: the path that the owner had once, in UTF-8; where a sweep looks first. */
    static final String OWNER = UserAttributes.OURS + "owner";
    /** Attribute of an owner's folder: since when nobody finds its owner, in seconds since 1970, as text. */
    static final String LOST = UserAttributes.OURS + "lost";
    /** Starts the name of a file that is no stream yet. */
    static final String UNFINISHED = "new-";

    private static final long SEEN_NANOS = 5_000_000_000L;
    private static final int MAX_ATTEMPTS = 20;

    private final Folder root;
    private final FileModes modes;
    private final boolean works;
    private final Path depot;
    private final ReentrantLock[] locks = new ReentrantLock[64];
    private volatile boolean exists;
    private volatile long lookedAt; // in System.nanoTime
    private volatile boolean looked; // written after it

    /** Of one storage; {@code works} says whether its file system has what this needs. */
    public StreamDepot(Folder root, FileModes modes, boolean works) {
        this.root = root;
        this.modes = modes;
        this.works = works;
        depot = name(NameRules.STREAMS);
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Something done with the file of a stream. */
    @FunctionalInterface
    public interface Use<T> {
        T with(StreamFile file) throws IOException;
    }

    /** What a listing tells. */
    public record Line(String name, BasicFileAttributes found) {}

    /** Whether files can have streams here. */
    public boolean works() {
        return works;
    }

    private Path name(String text) {
        return root.directory().getFileSystem().getPath(text);
    }

    /** Whether any file may have streams. Those that another server makes first show after 5 s. */
    boolean exists() throws IOException {
        if (!works || exists) {
            return exists;
        }
        long now = System.nanoTime();
        if (!looked || now - lookedAt > SEEN_NANOS) {
            BasicFileAttributes there = Resolver.look(root, depot);
            exists = there != null && there.isDirectory();
            lookedAt = now;
            looked = true;
        }
        return exists;
    }

    /** The owner's folder; null if it has none. */
    private Folder open(StreamOwner owner) throws IOException {
        if (!exists()) {
            return null;
        }
        try (Folder all = root.open(depot)) {
            BasicFileAttributes there = Resolver.look(all, name(owner.key()));
            return there == null ? null : all.open(name(owner.key()));
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private Folder make(StreamOwner owner, Located place) throws IOException {
        IOException failure = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                makeFolder(root, depot);
                exists = true;
                try (Folder all = root.open(depot)) {
                    makeFolder(all, name(owner.key()));
                    Folder made = all.open(name(owner.key()));
                    new UserAttributes(made.directory())
                            .set(OWNER, bytes(place.path().toString()));
                    return made;
                }
            } catch (NoSuchFileException swept) {
                failure = swept;
            }
        }
        throw failure;
    }

    private void makeFolder(Folder in, Path name) throws IOException {
        try {
            in.createDirectory(name, modes.attribute(0700));
        } catch (FileAlreadyExistsException x) {
            BasicFileAttributes there = Resolver.look(in, name);
            if (there != null && !there.isDirectory()) {
                throw new IOException(name + " is in the way and no folder", x);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String streamName(Folder folder, Path file) throws IOException {
        byte[] name = new UserAttributes(folder.directory().resolve(file)).ours(NAME);
        return name == null ? null : new String(name, StandardCharsets.UTF_8);
    }

    private <T> T alone(StreamOwner owner, Use<T> call) throws IOException {
        ReentrantLock lock = locks[Math.floorMod(owner.key().hashCode(), locks.length)];
        lock.lock();
        try (Folder folder = open(owner)) {
            return call.with(new StreamFile(folder, null, null, false));
        } finally {
            lock.unlock();
        }
    }

    /** The streams of an owner. */
    public List<Line> list(StreamOwner owner) throws IOException {
        return alone(owner, of -> of.folder() == null ? List.of() : list(of.folder()));
    }

    private List<Line> list(Folder folder) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Iterator<Path> files = folder.names(); files.hasNext(); ) {
            Path file = files.next().getFileName();
            BasicFileAttributes found = Resolver.look(folder, file);
            String name = found == null ? null : streamName(folder, file);
            if (name != null && !file.toString().startsWith(UNFINISHED)) {
                lines.add(new Line(name, found));
            }
        }
        return lines;
    }

    /**
     * Opens or makes the file of a stream for {@code use}; what it made goes again if that fails.
     *
     * @param owner where the owner is
     */
    public <T> T open(Located owner, String stream, Disposition disposition, Use<T> use) throws IOException {
        StreamOwner key = StreamOwner.of(owner.found());
        Path file = name(StreamFile.fileName(stream));
        return alone(key, of -> {
            BasicFileAttributes found = of.folder() == null ? null : Resolver.look(of.folder(), file);
            if (found != null) {
                if (disposition == Disposition.CREATE) {
                    throw new StorageException(Reason.EXISTS, "there is a stream of that name");
                }
                return use.with(new StreamFile(of.folder(), file, found, false));
            }
            if (disposition == Disposition.OPEN) {
                throw new StorageException(Reason.NOT_FOUND, "no stream of that name");
            }
            try (Folder folder = make(key, owner)) {
                return create(folder, file, stream, use);
            }
        });
    }

    private <T> T create(Folder folder, Path file, String stream, Use<T> use) throws IOException {
        int count = 0;
        try (Folder again = folder.again()) {
            for (Iterator<Path> all = again.names(); all.hasNext(); all.next()) {
                count++;
            }
        }
        if (count >= Streams.MOST) {
            throw new StorageException(Reason.TOO_MANY, Streams.MOST + " streams");
        }
        Path unfinished = name(UNFINISHED + UUID.randomUUID());
        Path made = unfinished;
        boolean used = false;
        try {
            folder.channel(
                            unfinished,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            modes.attribute(0600))
                    .close();
            new UserAttributes(folder.directory().resolve(unfinished)).set(NAME, bytes(stream));
            folder.move(unfinished, folder, file);
            made = file;
            T result = use.with(new StreamFile(folder, file, folder.stat(file), true));
            used = true;
            return result;
        } finally {
            if (!used) {
                deleteQuietly(folder, made);
            }
        }
    }

    private static void deleteQuietly(Folder folder, Path file) {
        try {
            folder.deleteFile(file);
        } catch (IOException gone) {
            // never made, or swept
        }
    }

    /** Gives a stream another name. */
    public void rename(StreamOwner owner, String from, String to, boolean replace) throws IOException {
        Path old = name(StreamFile.fileName(from));
        Path next = name(StreamFile.fileName(to));
        alone(owner, of -> {
            if (of.folder() == null || Resolver.look(of.folder(), old) == null) {
                throw new StorageException(Reason.NOT_FOUND, "no stream of that name");
            }
            if (!old.equals(next) && !replace && Resolver.look(of.folder(), next) != null) {
                throw new StorageException(Reason.EXISTS, "there is a stream of that name");
            }
            // In this order a crash leaves a stream that a sweep can finish renaming
            new UserAttributes(of.folder().directory().resolve(old)).set(NAME, bytes(to));
            of.folder().move(old, of.folder(), next);
            return null;
        });
    }

    /** What the file of a stream is by now; null if it is another, or gone. */
    public BasicFileAttributes look(StreamOwner owner, Path file, Object fileKey) throws IOException {
        return alone(owner, of -> same(of.folder(), file, fileKey));
    }

    private static BasicFileAttributes same(Folder folder, Path file, Object fileKey) throws IOException {
        BasicFileAttributes found = folder == null ? null : Resolver.look(folder, file);
        return found != null && fileKey.equals(found.fileKey()) ? found : null;
    }

    /** Deletes the file of a stream. */
    public void delete(StreamOwner owner, Path file, Object fileKey) throws IOException {
        alone(owner, of -> {
            if (same(of.folder(), file, fileKey) == null) {
                throw new StorageException(Reason.STALE, "the stream was deleted");
            }
            of.folder().deleteFile(file);
            return null;
        });
    }

    /** What to do once the name of a file or directory is gone: its streams go with its last name. */
    public Departure departing(Located place) throws IOException {
        if (!exists() || place.found() == null || place.isRoot()) {
            return Departure.NOTHING;
        }
        StreamOwner owner = StreamOwner.of(place.found());
        try (Folder streams = open(owner)) {
            return streams == null || hasOtherNames(place) ? Departure.NOTHING : () -> remove(owner);
        }
    }

    /** A last step. */
    @FunctionalInterface
    public interface Departure {
        Departure NOTHING = () -> {};

        void finish() throws IOException;
    }

    private static boolean hasOtherNames(Located place) throws IOException {
        return place.found().isRegularFile()
                && (Integer) Files.getAttribute(CheckedPath.of(place), "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    /** Removes all streams of an owner that is gone. */
    void remove(StreamOwner owner) throws IOException {
        alone(owner, of -> {
            if (of.folder() != null) {
                for (Iterator<Path> files = of.folder().names(); files.hasNext(); ) {
                    deleteQuietly(of.folder(), files.next().getFileName());
                }
                try (Folder all = root.open(depot)) {
                    all.deleteDirectory(name(owner.key()));
                }
            }
            return null;
        });
    }

    Folder openDepot() throws IOException {
        return root.open(depot);
    }

    Folder root() {
        return root;
    }

    /** Removes the depot if there is nothing in it. */
    void removeIfEmpty() {
        try {
            root.deleteDirectory(depot);
            exists = false;
        } catch (IOException inUse) {
            // as it should be
        }
    }
}
