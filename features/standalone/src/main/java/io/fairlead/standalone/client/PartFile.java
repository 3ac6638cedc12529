// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * A local file being written: beside its target under a name that holds size and time of what is copied, so that a later
 * run can go on with it exactly when the source is still the same. It stays behind when the transfer fails. Its name can be
 * guessed, and the folder may be others' too: so it is made new, or it is a plain file of ours that has no other name.
 */
final class PartFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final OutputStream output;
    private final long position;

    private PartFile(Path target, Path part, FileChannel channel) throws IOException {
        this.target = target;
        this.part = part;
        this.channel = channel;
        this.position = channel.position();
        this.output = Channels.newOutputStream(channel);
    }

    /**
     * Opens the part file of {@code target}; folders are made as needed.
     *
     * @param modifiedMillis time of the source; 0 if it is not known, and so whether the source is still the same
     * @param resume whether to go on behind what is there
     */
    static PartFile open(Path target, long size, long modifiedMillis, boolean resume) throws IOException {
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        Path part = target.resolveSibling("." + target.getFileName() + "." + Long.toHexString(size) + "-"
                + Long.toHexString(modifiedMillis) + ".part");
        boolean goOn = resume && modifiedMillis != 0 && isOurs(part) && Files.size(part) <= size;
        if (!goOn) {
            Files.deleteIfExists(part); // a link goes itself
        }
        FileChannel channel = FileChannel.open(
                part,
                goOn ? StandardOpenOption.WRITE : StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            channel.position(channel.size());
            return new PartFile(target, part, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
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

    /** Who makes files here. */
    private static Object ownId(Path part) throws IOException {
        Path probe = Files.createTempFile(part.toAbsolutePath().getParent(), ".", ".part");
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

    /** Makes it the target, at once and whole, with that time unless it is 0. */
    void publish(long modifiedMillis) throws IOException {
        channel.close();
        if (modifiedMillis != 0) {
            Files.setLastModifiedTime(part, FileTime.fromMillis(modifiedMillis));
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
