// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.NameScope;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.util.FileObjectUtils;

/**
 * The tree below a URL, and what is known of its files: asked anew each time, since Commons VFS would keep it. Each call
 * resolves from the URL on, so that it finds the provider that serves the scheme at that moment. Thread-safe.
 */
final class Tree {
    private static final int MAX_NAME_BYTES = 255;
    /** How often a file that is there is asked about that fails to answer. */
    private static final int MAX_QUESTIONS = 4;
    /** What means something to Commons VFS within a name. */
    private static final char[] SPECIAL = {'\\', ':', '!', '?', '#', ';', '/'};

    private final FileSystemManager manager;
    private final String url;
    private final FileSystemOptions options;
    private final Ability ability;
    private final Set<VPath> unpublished = ConcurrentHashMap.newKeySet();

    Tree(FileSystemManager manager, String url, FileSystemOptions options, Ability ability) {
        this.manager = manager;
        this.url = url;
        this.options = options;
        this.ability = ability;
    }

    private FileObject root() throws StorageException {
        try {
            return options == null ? manager.resolveFile(url) : manager.resolveFile(url, options);
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, VPath.ROOT, Reason.UNAVAILABLE);
        }
    }

    /** @throws StorageException {@code UNAVAILABLE} if there is no folder at the URL */
    void checkRoot() throws StorageException {
        if (ability.byNameOnly()) {
            root();
            return;
        }
        FileType type;
        try {
            type = type(fresh(root()), VPath.ROOT);
        } catch (StorageException e) {
            throw new StorageException(Reason.UNAVAILABLE, e.getMessage(), e);
        }
        if (!type.hasChildren()) {
            throw new StorageException(Reason.UNAVAILABLE, "there is no folder at the URL");
        }
    }

    /** The file of that name, of which nothing is known yet. */
    AbstractFileObject<?> file(VPath path) throws StorageException {
        FileObject root = root();
        if (path.isRoot()) {
            return fresh(root);
        }
        StringBuilder relative = new StringBuilder();
        for (String name : path.names()) {
            checkName(name, path);
            relative.append(relative.isEmpty() ? "" : "/").append(UriParser.encode(name, SPECIAL));
        }
        try {
            FileObject file = root.resolveFile(relative.toString(), NameScope.DESCENDENT);
            String above = UriParser.decode(root.getName().getPath());
            String expected = (above.equals("/") ? "" : above) + path;
            if (!UriParser.decode(file.getName().getPath()).equals(expected)) {
                throw new StorageException(Reason.NAME_INVALID, path + ": Commons VFS would change the name");
            }
            return fresh(file);
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, path, Reason.NAME_INVALID);
        }
    }

    private static void checkName(String name, VPath path) throws StorageException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new StorageException(Reason.NAME_INVALID, path);
        }
    }

    private static AbstractFileObject<?> fresh(FileObject file) throws StorageException {
        try {
            synchronized (file) { // not between two questions of attributesOf
                file.refresh();
            }
            return FileObjectUtils.getAbstractFileObject(file);
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, VPath.ROOT);
        }
    }

    static FileType type(FileObject file, VPath path) throws StorageException {
        try {
            return file.getType();
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    /** @throws StorageException {@code NOT_FOUND}, {@code PARENT_NOT_FOUND} or {@code NOT_DIRECTORY} if it is not there */
    Attributes attributes(VPath path, Links links) throws StorageException {
        if (path.isRoot() && ability.byNameOnly()) {
            return Attributes.of(NodeId.ofPath(path), Kind.DIRECTORY, 0, Instant.EPOCH);
        }
        Attributes there = attributesOf(file(path), path, links);
        if (there == null) {
            throw missing(path);
        }
        return there;
    }

    /**
     * Null if there is nothing. Commons VFS gives all callers the same object for a name, and it keeps what it knows of the
     * type; nobody may make it forget that ({@link #fresh}) before the size has been asked for.
     */
    Attributes attributesOf(FileObject file, VPath path, Links links) throws StorageException {
        synchronized (file) {
            for (int again = 1; ; again++) {
                try {
                    return read(file, path, links);
                } catch (StorageException e) {
                    FileType now = e.reason() == Reason.IO ? typeNow(file) : null;
                    if (now == FileType.IMAGINARY) {
                        return null;
                    }
                    if (now == null || again == MAX_QUESTIONS) {
                        throw e;
                    }
                    // it may have gone, and come back since: what is there now can be asked
                }
            }
        }
    }

    private Attributes read(FileObject file, VPath path, Links links) throws StorageException {
        try {
            if (links == Links.ITSELF && file.isSymbolicLink()) {
                return Attributes.link(NodeId.ofPath(path), "", modified(file)).withTarget(Optional.empty());
            }
            FileType type = file.getType();
            if (type == FileType.IMAGINARY) {
                return null;
            }
            boolean folder = type.hasChildren();
            long size = folder ? 0 : file.getContent().getSize();
            return Attributes.of(NodeId.ofPath(path), folder ? Kind.DIRECTORY : Kind.FILE, size, modified(file));
        } catch (FileSystemException | RuntimeException e) {
            StorageException translated = Failures.translated(e, path);
            if (translated.reason() == Reason.NOT_FOUND) {
                return null;
            }
            throw translated;
        }
    }

    /**
     * What is there now, null if that can't be had. A file that was deleted between two questions about it fails the
     * second, and the providers' errors then tell that the size could not be had, and not why.
     */
    private static FileType typeNow(FileObject file) {
        try {
            file.refresh();
            return file.getType();
        } catch (FileSystemException | RuntimeException e) {
            return null; // the first error is the one to tell
        }
    }

    /**
     * What has this name, null for nothing: of a link to a folder, or to nothing, the link. Of one to a file, the file; for
     * nobody who renames or deletes need know, and asking for links costs some providers a listing.
     */
    Attributes entry(VPath path) throws StorageException {
        Attributes there = attributesOf(file(path), path, Links.FOLLOW);
        return there == null || there.isDirectory() ? attributesOf(file(path), path, Links.ITSELF) : there;
    }

    private Instant modified(FileObject file) throws FileSystemException {
        if (!ability.has(Capability.GET_LAST_MODIFIED) || !file.exists()) {
            return Instant.EPOCH;
        }
        try {
            return Instant.ofEpochMilli(file.getContent().getLastModifiedTime());
        } catch (FileSystemException e) {
            if (file.isFolder()) {
                return Instant.EPOCH; // archives often have no entry for a folder
            }
            throw e;
        }
    }

    /** Why nothing is there: looks upwards for what is. */
    StorageException missing(VPath path) throws StorageException {
        if (ability.byNameOnly()) {
            return new StorageException(Reason.NOT_FOUND, path);
        }
        for (VPath above = path.parent(); ; above = above.parent()) {
            FileType type = type(file(above), above);
            if (type != FileType.IMAGINARY || above.isRoot()) {
                boolean direct = above.equals(path.parent());
                return new StorageException(
                        !type.hasChildren() && type != FileType.IMAGINARY
                                ? Reason.NOT_DIRECTORY
                                : direct && type != FileType.IMAGINARY ? Reason.NOT_FOUND : Reason.PARENT_NOT_FOUND,
                        path);
            }
        }
    }

    /** @throws StorageException {@code PARENT_NOT_FOUND} or {@code NOT_DIRECTORY} unless the parent is a folder */
    void checkParent(VPath path) throws StorageException {
        if (ability.byNameOnly()) {
            return;
        }
        FileType type = type(file(path.parent()), path.parent());
        if (!type.hasChildren()) {
            throw type == FileType.IMAGINARY ? parentMissing(path) : new StorageException(Reason.NOT_DIRECTORY, path);
        }
    }

    private StorageException parentMissing(VPath path) throws StorageException {
        StorageException above = missing(path.parent());
        return above.reason() == Reason.NOT_FOUND ? new StorageException(Reason.PARENT_NOT_FOUND, path) : above;
    }

    /** Hides a file, as long as it is an upload under way. */
    void hide(VPath path) {
        unpublished.add(path);
    }

    void show(VPath path) {
        unpublished.remove(path);
    }

    boolean isHidden(VPath path) {
        return unpublished.contains(path);
    }

    /** Its name as the storage has it; null for one that can't be a name here. */
    static String nameOf(FileObject child) {
        try {
            String name = UriParser.decode(child.getName().getBaseName());
            return VPath.isName(name) ? name : null;
        } catch (FileSystemException e) {
            return null;
        }
    }
}
