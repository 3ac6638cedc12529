// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileNotFolderException;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.FileTypeHasNoContentException;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.util.FileObjectUtils;
import org.apache.commons.vfs2.util.RandomAccessMode;

/**
 * A file or folder of a remote storage. What was learnt of it is kept until {@link #refresh}, by which Commons VFS drops it
 * at each resolving or as its cache strategy says; one listing tells about all children, and own changes are noted in the
 * file and its parent, without asking.
 *
 * <p>Commons VFS asks for types and children under the lock of the whole file system; here the network is asked before
 * that lock is taken, so that one slow answer does not hold up others.
 */
final class ConnectorFileObject extends AbstractFileObject<ConnectorFileSystem> {
    private final ConnectorFileSystem fileSystem;
    private final Children children = new Children();
    private volatile Known known; // null: nothing is known
    private volatile FileType noted; // the type that Commons VFS keeps, null if it keeps none

    /** What the server said last; null attributes say that nothing is there. */
    private record Known(Attributes attributes) {
        FileType type() {
            return attributes == null ? FileType.IMAGINARY : attributes.isDirectory() ? FileType.FOLDER : FileType.FILE;
        }
    }

    ConnectorFileObject(AbstractFileName name, ConnectorFileSystem fileSystem) {
        super(name, fileSystem);
        this.fileSystem = fileSystem;
    }

    private VPath path() throws FileSystemException {
        try {
            return VPath.of(UriParser.decode(getName().getPath()));
        } catch (StorageException e) {
            throw new ConnectorFileException(e.getMessage(), e);
        }
    }

    /** Takes over what a listing of the parent told. */
    void prime(Attributes attributes) {
        known = new Known(attributes);
    }

    private Known known() throws FileSystemException, StorageException {
        Known current = known;
        if (current == null) {
            current = ask();
            known = current;
        }
        return current;
    }

    private Known ask() throws FileSystemException, StorageException {
        try {
            return new Known(fileSystem.volume().attributes(path()));
        } catch (StorageException e) {
            if (isMissing(e)) {
                return new Known(null);
            }
            throw e;
        }
    }

    private static boolean isMissing(StorageException e) {
        return e.reason() == Reason.NOT_FOUND
                || e.reason() == Reason.PARENT_NOT_FOUND
                || e.reason() == Reason.NOT_DIRECTORY;
    }

    private Attributes attributes() throws FileSystemException, StorageException {
        Attributes attributes = known().attributes();
        if (attributes == null) {
            throw new FileNotFoundException(getName());
        }
        return attributes;
    }

    @Override
    public FileType getType() throws FileSystemException {
        if (noted == null && known == null) {
            try {
                known();
            } catch (StorageException e) {
                throw new FileSystemException("vfs.provider/get-type.error", e, getName());
            }
        }
        FileType type = super.getType();
        noted = type;
        return type;
    }

    @Override
    protected FileType doGetType() throws Exception {
        return known().type();
    }

    @Override
    protected void injectType(FileType type) {
        super.injectType(type);
        noted = type;
    }

    @Override
    public void refresh() throws FileSystemException {
        forget();
        super.refresh();
    }

    @Override
    protected void doDetach() {
        forget();
    }

    private void forget() {
        known = null;
        noted = null;
        children.forget();
    }

    /** After a change of ours: the type is noted by Commons VFS, the rest the server knows best. */
    @Override
    protected void onChange() {
        known = null;
        children.forget();
    }

    @Override
    protected void childrenChanged(FileName child, FileType type) throws Exception {
        if (child != null && type != null) {
            children.changed(child, type != FileType.IMAGINARY);
        }
        super.childrenChanged(child, type);
    }

    /** The parent as it is known; a refresh here would ask the server about it again and again. */
    @Override
    public FileObject getParent() throws FileSystemException {
        FileName parent = getName().getParent();
        return parent == null ? super.getParent() : fileSystem.navigate(parent);
    }

    @Override
    public FileObject[] getChildren() throws FileSystemException {
        if (!children.areKnown()) {
            refuseKnownFile(); // Interop: MINA lists a file as if it were a folder with one child
            try (Node folder = fileSystem.volume().open(path(), Open.list())) {
                children.take(Children.list(folder, (AbstractFileName) getName()));
            } catch (StorageException e) {
                boolean notFolder = isMissing(e) || e.reason() == Reason.NOT_DIRECTORY;
                throw notFolder
                        ? new FileNotFolderException(getName(), e)
                        : new FileSystemException("vfs.provider/list-children.error", e, getName());
            }
        }
        Map<FileName, Attributes> fresh = children.takeFresh();
        Set<FileName> names = children.names();
        FileObject[] objects = new FileObject[names.size()];
        int i = 0;
        for (FileName name : names) {
            FileObject child = fileSystem.navigate(name);
            Attributes attributes = fresh.get(name);
            if (attributes != null) {
                ((ConnectorFileObject) FileObjectUtils.getAbstractFileObject(child)).relearn(attributes);
            }
            objects[i++] = child;
        }
        return objects;
    }

    private void refuseKnownFile() throws FileNotFolderException {
        Known current = known;
        if (noted == FileType.FILE || current != null && current.type() == FileType.FILE) {
            throw new FileNotFolderException(getName());
        }
    }

    private void relearn(Attributes attributes) throws FileSystemException {
        super.refresh(); // what Commons VFS noted of it before
        prime(attributes);
    }

    /** Not used: {@link #getChildren} does without. */
    @Override
    protected String[] doListChildren() {
        return null;
    }

    @Override
    protected long doGetContentSize() throws Exception {
        return attributes().size();
    }

    @Override
    protected long doGetLastModifiedTime() throws Exception {
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
        try (Node node = fileSystem.volume().open(path(), Open.attributes())) {
            node.change(AttributeChanges.modified(Instant.ofEpochMilli(time)));
        }
        known = null;
        return true;
    }

    @Override
    protected Map<String, Object> doGetAttributes() throws Exception {
        return AttributeMap.of(attributes());
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
            fileSystem.volume().open(path(), Open.createDirectory()).close();
        } catch (StorageException e) {
            if (e.reason() != Reason.EXISTS || ask().type() != FileType.FOLDER) { // somebody else was faster
                throw e;
            }
        }
    }

    @Override
    protected void doDelete() throws Exception {
        Kind kind = getType() == FileType.FOLDER ? Kind.DIRECTORY : Kind.ANY;
        try (Node node =
                fileSystem.volume().open(path(), new Open(EnumSet.of(Access.DELETE), Disposition.OPEN, kind))) {
            node.delete();
        }
    }

    @Override
    protected void doRename(FileObject target) throws Exception {
        ConnectorFileObject to = (ConnectorFileObject) FileObjectUtils.getAbstractFileObject(target);
        try (Node node = fileSystem.volume().open(path(), Open.delete())) {
            node.rename(to.path(), true);
        }
        to.forget();
    }

    @Override
    protected InputStream doGetInputStream(int bufferSize) throws Exception {
        return new NodeInputStream(this, openForReading());
    }

    @Override
    protected RandomAccessContent doGetRandomAccessContent(RandomAccessMode mode) throws Exception {
        if (!mode.requestWrite()) {
            return new NodeRandomAccessContent(openForReading(), mode);
        }
        Node node = fileSystem.volume().open(path(), Open.openOrCreate(Access.READ, Access.WRITE));
        return new NodeRandomAccessContent(node, mode);
    }

    private Node openForReading() throws FileSystemException, StorageException {
        try {
            return fileSystem.volume().open(path(), Open.read());
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
        Open how = append ? Open.openOrCreate(Access.APPEND) : Open.replace();
        FileObject parent = getParent();
        if (parent != null && !parent.exists()) {
            parent.createFolder();
        }
        try {
            return new NodeOutputStream(this, fileSystem.volume().open(path(), how));
        } catch (StorageException e) {
            if (e.reason() != Reason.PARENT_NOT_FOUND || parent == null) {
                throw e;
            }
        }
        parent.refresh(); // it was there, but somebody removed it
        parent.createFolder();
        return new NodeOutputStream(this, fileSystem.volume().open(path(), how));
    }

    @Override
    protected void endOutput() throws Exception {
        if (noted == FileType.FILE) {
            onChange();
        } else {
            handleCreate(FileType.FILE);
        }
    }
}
