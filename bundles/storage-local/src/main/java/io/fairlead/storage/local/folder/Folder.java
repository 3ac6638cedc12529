// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.NodeId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An open directory, and what can be done with the single names in it. No method follows a symbolic link, and every name
 * is one element, checked by {@link NameRules}. Thread-safe but for {@link #names}.
 */
public interface Folder extends Closeable {
    /** The only link option in use. */
    LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

    /** Attributes of a name; POSIX ones where the file system has them. */
    BasicFileAttributes stat(Path name) throws IOException;

    /** Attributes of the directory itself. */
    BasicFileAttributes stat() throws IOException;

    /** The device it is on; empty where the platform tells none. */
    default OptionalLong device() throws IOException {
        NodeId id = AttributeReader.id(stat());
        return id == null ? OptionalLong.empty() : OptionalLong.of(id.high());
    }

    /** What the platform knows the directory by; null where it has nothing of that kind. */
    default Object key() throws IOException {
        return stat().fileKey();
    }

    /** A view of a name, for changing attributes; POSIX where the file system has it. */
    BasicFileAttributeView view(Path name);

    /** A view of the directory itself. */
    BasicFileAttributeView view();

    /**
     * Makes a call that opens a name, as changing attributes does too; see {@link DetachedCalls}. The folder stays open
     * until it returns.
     */
    <T> T detached(Path name, Failures.Call<T> call) throws IOException;

    /** Opens a directory in this one. The caller has seen that it is one: opening a pipe would wait for a writer. */
    Folder open(Path name) throws IOException;

    /** Opens this directory once more, with an iteration of its own. */
    Folder again() throws IOException;

    /** Opens a file, {@code NOFOLLOW_LINKS} implied. The caller has seen that it is a regular file. */
    SeekableByteChannel channel(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException;

    /** Names in this directory, in its order; once in the folder's life. */
    Iterator<Path> names() throws IOException;

    /** Renames; what is there at {@code newName} is replaced at once. */
    void move(Path name, Folder target, Path newName) throws IOException;

    void deleteFile(Path name) throws IOException;

    void deleteDirectory(Path name) throws IOException;

    /** Whether all goes by path anyway, so that {@link #createDirectory} and {@link #createLink} are as good as the rest. */
    boolean byPath();

    /**
     * Makes a directory. There is no {@code mkdirat} in the JDK: this goes by path and then looks whether the result is
     * here. Only for folders that nobody else is expected to move (the root, the staging folder).
     */
    void createDirectory(Path name, FileAttribute<?>... attributes) throws IOException;

    /** Makes a symbolic link; as {@link #createDirectory}. */
    void createLink(Path name, Path target) throws IOException;

    /** The text of a link, by path: to be resolved by {@link Resolver} only, hence harmless where it is wrong. */
    Path readLink(Path name) throws IOException;

    /** Brings the directory's names to stable storage, where the platform can. */
    void sync() throws IOException;

    /**
     * Adds a holder, who closes it as well; it stays open for the last of them.
     *
     * @return false if it is closed already, or has no holders but one
     */
    default boolean share() {
        return false;
    }

    /** The path of this directory, as it was when opened. */
    Path directory();
}
