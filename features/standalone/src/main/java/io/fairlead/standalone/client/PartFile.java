// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A local file being written: beside its target under a name that holds size and time of what is copied, so that a later
 * run can go on with it exactly when the source is still the same. It stays behind when the transfer fails. Its name can be
 * guessed, and the folder may be others' too: so it is made new, or it is a plain file of ours that has no other name. Where
 * it takes the place of a file, mode and owner stay those of that one.
 */
final class PartFile implements AutoCloseable {
    private static final String SUFFIX = ".part";
    private static final Pattern PART = Pattern.compile("\\.(.+)\\.[0-9a-f]+-[0-9a-f]+\\.part", Pattern.DOTALL);
    /** Most systems let a name have 255 bytes. */
    private static final int MOST_NAME_BYTES = 200;

    private static final int KEPT_CHARACTERS = 40; // at most 160 bytes
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path target;
    private final Path part;
    private final Optional<Ownership> kept;
    private final long mostUseful; // bytes with which a later run can go on
    private final FileChannel channel;
    private final OutputStream output;
    private final long position;

    private PartFile(Path target, Path part, Optional<Ownership> kept, long mostUseful, FileChannel channel)
            throws IOException {
        this.mostUseful = mostUseful;
        this.target = target;
        this.part = part;
        this.kept = kept;
        this.channel = channel;
        this.position = channel.position();
        this.output = Channels.newOutputStream(channel);
    }

    /**
     * Opens the part file of {@code target}; folders are made as needed.
     *
     * @param modified time of the source; empty if it is not known, and so whether the source is still the same
     * @param resume whether to go on behind what is there
     * @throws IOException also if the target can't have that name, before anything is written
     */
    static PartFile open(Path target, long size, Optional<Instant> modified, boolean resume) throws IOException {
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        requirePossible(target);
        long millis = modified.map(Instant::toEpochMilli).orElse(0L);
        Path part =
                target.resolveSibling(begin(target) + Long.toHexString(size) + "-" + Long.toHexString(millis) + SUFFIX);
        boolean goOn = resume && modified.isPresent() && isOurs(part) && Files.size(part) <= size;
        if (!goOn) {
            Files.deleteIfExists(part); // a link goes itself
        }
        Optional<Ownership> kept = Ownership.of(target);
        Set<OpenOption> options = Set.of(
                goOn ? StandardOpenOption.READ : StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = kept.isPresent()
                ? FileChannel.open(part, options, Ownership.PRIVATE) // the file that it replaces may be secret
                : FileChannel.open(part, options);
        try {
            channel.position(channel.size());
            return new PartFile(target, part, kept, modified.isPresent() ? size : 0, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A file system may refuse a name for its length or its characters, and tells so to who looks for it. */
    private static void requirePossible(Path target) throws IOException {
        try {
            Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            // it is new
        }
    }

    /** What the names of all its part files begin with; of a name so long that nothing can be added, its checksum. */
    private static String begin(Path target) {
        return "." + shortened(target.getFileName().toString()) + ".";
    }

    private static String shortened(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_NAME_BYTES) {
            return name;
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return name.substring(0, KEPT_CHARACTERS) + "~" + Long.toHexString(sum.getValue());
    }

    private static boolean isOurs(Path part) throws IOException {
        if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!part.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        Map<String, Object> found = Files.readAttributes(part, "unix:uid,nlink", LinkOption.NOFOLLOW_LINKS);
        return found.get("nlink").equals(1) && found.get("uid").equals(ownId(part));
    }

    /** Whether a name has the form that those of part files have. */
    static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /** Who makes files here. */
    private static Object ownId(Path part) throws IOException {
        Path probe = Files.createTempFile(part.toAbsolutePath().getParent(), ".", SUFFIX);
        try {
            return Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }

    /** How much is there already, in bytes. */
    long position() {
        return position;
    }

    OutputStream output() {
        return output;
    }

    /** Makes it the target, whole and, where nothing stands against that, at once; with that time if it is known. */
    void publish(Optional<Instant> modified) throws IOException {
        channel.close();
        if (kept.isPresent() && !kept.get().give(part)) {
            overwrite(); // somebody else's file that we may write: it stays his
        } else {
            replace();
        }
        if (modified.isPresent()) {
            Files.setLastModifiedTime(target, FileTime.from(modified.get()));
        }
    }

    private void replace() throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void overwrite() throws IOException {
        try (OutputStream out = Files.newOutputStream(
                target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(part, out);
        }
        Files.delete(part);
    }

    /**
     * Removes what earlier transfers to files of a folder have left, unless it is so new that one may be going on.
     *
     * @param names of the files, which are there now
     */
    static void cleanUp(Path folder, Set<String> names) throws IOException {
        Instant old = Instant.now().minus(ABANDONED);
        Set<String> begun = names.stream().map(PartFile::shortened).collect(Collectors.toSet());
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + SUFFIX)) {
            for (Path path : left) {
                Matcher name = PART.matcher(path.getFileName().toString());
                boolean known = name.matches() && begun.contains(name.group(1)) && isOurs(path);
                if (known && Files.getLastModifiedTime(path).toInstant().isBefore(old)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /** Removes what earlier transfers to {@code target}, of other states of a source, have left. */
    static void cleanUp(Path target) throws IOException {
        String begin = Pattern.quote(begin(target));
        Pattern names = Pattern.compile(begin + "[0-9a-f]+-[0-9a-f]+" + Pattern.quote(SUFFIX), Pattern.DOTALL);
        Path folder = target.toAbsolutePath().getParent();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                folder, path -> names.matcher(path.getFileName().toString()).matches() && isOurs(path))) {
            for (Path path : left) {
                Files.delete(path);
            }
        }
    }

    /** Keeps what came, if a later run can go on with it. */
    @Override
    public void close() throws IOException {
        boolean useless = channel.isOpen() && (channel.size() == 0 || channel.size() > mostUseful);
        channel.close();
        if (useless) {
            Files.deleteIfExists(part);
        }
    }
}
