// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSelector;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.FileTypeHasNoContentException;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.util.FileObjectUtils;
import org.apache.commons.vfs2.util.RandomAccessMode;

/** A file or folder of a remote storage: its content, and what can be done with it. */
final class ConnectorFileObject extends KnownFileObject {
    /** For reading from somewhere: unlike {@link Open#read} it does not have a server begin to send at once. */
    private static final Open ANYWHERE = new Open(EnumSet.of(Access.READ), Open.Disposition.OPEN, Kind.ANY);

    private final ContentWriter writer = new ContentWriter(this);

    ConnectorFileObject(AbstractFileName name, ConnectorFileSystem fileSystem) {
        super(name, fileSystem);
    }

    /** What writes its content. */
    ContentWriter writer() {
        return writer;
    }

    FileWatch watch(boolean recursive, FileListener listener) throws FileSystemException {
        return FileWatch.start(this, fileSystem, recursive, listener);
    }

    @Override
    protected long doGetContentSize() throws Exception {
        return attributes().size();
    }

    @Override
    protected long doGetLastModifiedTime() throws Exception {
        if (!fileSystem.hasCapability(Capability.GET_LAST_MODIFIED)) {
            return super.doGetLastModifiedTime(); // which refuses
        }
        Attributes attributes = attributes();
        FileName parent = getName().getParent();
        if (attributes.isDirectory() && attributes.modified().equals(Instant.EPOCH) && parent != null) {
            // FTP servers without MLST tell a folder's time in listings of its parent only
            FileObject above = fileSystem.navigate(parent);
            above.refresh();
            above.getChildren();
        }
        return attributes().modified().toEpochMilli();
    }

    @Override
    protected boolean doSetLastModifiedTime(long time) throws Exception {
        VPath path = path();
        fileSystem.call(volume -> {
            try (Node node = volume.open(path, Open.attributes())) {
                node.change(AttributeChanges.modified(Instant.ofEpochMilli(time)));
            }
            return true;
        });
        forgetAttributes();
        return true;
    }

    @Override
    protected Map<String, Object> doGetAttributes() throws Exception {
        return fileSystem.hasCapability(Capability.ATTRIBUTES) ? AttributeMap.of(attributes(), link()) : Map.of();
    }

    @Override
    protected boolean doIsWriteable() throws Exception {
        return fileSystem.hasCapability(Capability.WRITE_CONTENT)
                && (attributes().dosFlags() & Attributes.READ_ONLY) == 0;
    }

    @Override
    protected boolean doIsHidden() throws Exception {
        return (attributes().dosFlags() & Attributes.HIDDEN) != 0;
    }

    @Override
    protected boolean doIsSameFile(FileObject other) {
        return other.getFileSystem() == fileSystem
                && other.getName().getPath().equals(getName().getPath());
    }

    @Override
    protected void doCreateFolder() throws Exception {
        try {
            VPath path = path();
            fileSystem.call(volume -> {
                volume.open(path, Open.createDirectory()).close();
                return true;
            });
        } catch (StorageException e) {
            if (e.reason() != Reason.EXISTS || askType() != FileType.FOLDER) { // somebody else was faster
                throw e;
            }
        }
    }

    /** What it must still be when it is deleted. */
    Kind kindToDelete() throws FileSystemException {
        if (isSymbolicLink()) {
            return Kind.FILE;
        }
        return getType() == FileType.FOLDER ? Kind.DIRECTORY : Kind.ANY;
    }

    @Override
    protected void doDelete() throws Exception {
        Kind kind = kindToDelete();
        VPath path = path();
        fileSystem.once(volume -> {
            try (Node node = volume.open(path, Open.delete(kind))) {
                node.delete();
            }
            return true;
        });
    }

    /** As Commons VFS has it, but that links are removed themselves and never walked through. */
    @Override
    public int delete(FileSelector selector) throws FileSystemException {
        if (isSymbolicLink()) {
            return OutsideLinks.includes(selector, this) ? deleteItself() : 0;
        }
        List<FileObject> selected = new ArrayList<>();
        findFiles(selector, true, selected);
        List<ConnectorFileObject> files = new ArrayList<>();
        for (FileObject file : selected) {
            files.add((ConnectorFileObject) FileObjectUtils.getAbstractFileObject(file));
        }
        return new TreeDeletion(fileSystem).delete(files);
    }

    /** Whether nothing is in it, as far as is known: else it stays. */
    boolean isDeletable() throws FileSystemException {
        return isSymbolicLink() || !getType().hasChildren() || getChildren().length == 0;
    }

    /** Whether it was deleted, 1 or 0: a folder is not while there is something in it. */
    int deleteItself() throws FileSystemException {
        if (!isDeletable()) {
            return 0;
        }
        try {
            doDelete();
        } catch (RuntimeException | FileSystemException e) {
            throw e;
        } catch (Exception e) {
            throw new FileSystemException("vfs.provider/delete.error", getName(), e);
        }
        deleted();
        return 1;
    }

    /** It is gone, by one of us. */
    void deleted() throws FileSystemException {
        try {
            handleDelete();
        } catch (RuntimeException | FileSystemException e) {
            throw e;
        } catch (Exception e) {
            throw new FileSystemException("vfs.provider/delete.error", getName(), e);
        }
        forget();
    }

    /** What is behind a link is not found, unless it is this very file that is one: so a walk ends. */
    @Override
    public void findFiles(FileSelector selector, boolean depthwise, List<FileObject> selected)
            throws FileSystemException {
        super.findFiles(selector == null ? null : new OutsideLinks(selector), depthwise, selected);
    }

    /** Commons VFS would delete the target or make a copy first, and only then find out. */
    @Override
    public void moveTo(FileObject target) throws FileSystemException {
        if (!fileSystem.hasCapability(Capability.DELETE)) {
            throw new ConnectorFileException(
                    getName().getFriendlyURI() + " can't be moved: nothing can be renamed or deleted there", null);
        }
        if (!isSymbolicLink()) {
            super.moveTo(target);
            return;
        }
        if (!canRenameTo(target) && !isFile()) {
            throw new ConnectorFileException(
                    getName().getFriendlyURI() + " can't be moved: no symbolic link can be made at the target", null);
        }
        super.moveTo(target);
        FileObject parent = target.getParent();
        if (parent != null) {
            parent.refresh(); // a link that leads nowhere counts as nothing, so that Commons VFS forgot it there
        }
    }

    /** Announces the size where one file is copied. */
    @Override
    public void copyFrom(FileObject source, FileSelector selector) throws FileSystemException {
        writer.announce(sizeOf(source));
        try {
            super.copyFrom(source, selector);
        } finally {
            writer.announce(-1);
        }
    }

    private static long sizeOf(FileObject source) {
        try {
            return source.isFile() ? source.getContent().getSize() : -1;
        } catch (FileSystemException e) {
            return -1; // not everybody knows
        }
    }

    @Override
    protected void doRename(FileObject target) throws Exception {
        ConnectorFileObject to = (ConnectorFileObject) FileObjectUtils.getAbstractFileObject(target);
        VPath from = path();
        VPath renamed = to.path();
        fileSystem.once(volume -> {
            try (Node node = volume.open(from, Open.delete())) {
                node.rename(renamed, true);
            }
            return true;
        });
        to.forget();
    }

    @Override
    protected InputStream doGetInputStream(int bufferSize) throws Exception {
        return new NodeInputStream(this, openForReading(true));
    }

    @Override
    protected RandomAccessContent doGetRandomAccessContent(RandomAccessMode mode) throws Exception {
        if (!mode.requestWrite()) {
            Attributes known = noted(); // then where to read from is better known first
            Opened opened = known != null && known.isFile() ? open(ANYWHERE) : openForReading(false);
            return new NodeRandomAccessContent(opened.node(), mode);
        }
        Opened opened = open(Open.openOrCreate(Access.READ, Access.WRITE));
        return new NodeRandomAccessContent(opened.node(), mode);
    }

    /** A node, and where it was opened. */
    record Opened(Volume volume, Node node) {}

    Opened open(Open how) throws FileSystemException, StorageException {
        VPath path = path();
        return fileSystem.call(volume -> new Opened(volume, volume.open(path, how)));
    }

    /**
     * The file again, for a reader whose client was replaced.
     *
     * @param failure of the reader
     * @throws StorageException that failure if it has another cause, or one that says why the file can't be read on
     */
    Opened reopen(Opened before, StorageException failure) throws FileSystemException, StorageException {
        if (!fileSystem.isReplaced(before.volume())) {
            throw failure;
        }
        Attributes was = noted();
        Opened again = openForReading(false);
        VPath path = path();
        Attributes is = fileSystem.call(volume -> volume.attributes(path));
        if (was == null || was.size() != is.size() || !was.modified().equals(is.modified())) {
            again.node().close();
            String why = was == null ? "nobody had asked for size and time of the file" : "the file has changed";
            throw new StorageException(
                    failure.reason(), "the client was replaced, and " + why + ": it is not read on", failure);
        }
        return again;
    }

    /** Why a write failed. */
    StorageException interrupted(Opened opened, StorageException failure) {
        return fileSystem.isReplaced(opened.volume()) ? fileSystem.unknown(failure) : failure;
    }

    /** @param once whether it is read from its start to its end, and that is all */
    private Opened openForReading(boolean once) throws FileSystemException, StorageException {
        Attributes known = noted();
        try {
            return once && known != null ? openOnce(known.size()) : open(Open.read());
        } catch (StorageException e) {
            if (isMissing(e)) {
                throw new FileNotFoundException(getName(), e);
            }
            if (e.reason() == Reason.IS_DIRECTORY) {
                throw new FileTypeHasNoContentException(getName());
            }
            throw e;
        }
    }

    private Opened openOnce(long expectedBytes) throws FileSystemException, StorageException {
        VPath path = path();
        return fileSystem.call(volume -> {
            Optional<SmallReads> small = volume.extension(SmallReads.class);
            Node node = small.isPresent() ? small.get().open(path, expectedBytes) : volume.open(path, Open.read());
            return new Opened(volume, node);
        });
    }

    /**
     * Opens without asking first whether the file is there, unless somebody listens and wants to be told whether it was
     * made or changed. The parent is asked for once, and made if need be.
     */
    @Override
    public OutputStream getOutputStream(boolean append) throws FileSystemException {
        if (append && !fileSystem.hasCapability(Capability.APPEND_CONTENT)) {
            throw new FileSystemException("vfs.provider/write-append-not-supported.error", getName());
        }
        if (fileSystem.hasListeners()) {
            getType();
        }
        try {
            return doGetOutputStream(append);
        } catch (StorageException e) {
            throw new FileSystemException("vfs.provider/write.error", e, getName());
        }
    }

    @Override
    protected OutputStream doGetOutputStream(boolean append) throws FileSystemException, StorageException {
        return writer.open(append);
    }

    /** After a content that Commons VFS knows nothing of. */
    void written() throws FileSystemException {
        try {
            endOutput();
        } catch (FileSystemException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FileSystemException("vfs.provider/close-outstr.error", getName(), e);
        }
    }

    @Override
    protected void endOutput() throws Exception {
        if (writer.hasFailed()) {
            refresh(); // what is there is as before, or what others have made of it
        } else if (isKnownFile()) {
            onChange();
        } else {
            handleCreate(FileType.FILE);
        }
    }
}
