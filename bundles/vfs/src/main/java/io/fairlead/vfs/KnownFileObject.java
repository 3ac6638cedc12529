// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileNotFolderException;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.util.FileObjectUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a file or folder of a remote storage: its type, attributes and children. It is kept until
 * {@link #refresh}, by which Commons VFS drops it at each resolving or as its cache strategy says; one listing tells about
 * all children, and own changes are noted in the file and its parent, without asking.
 *
 * <p>Commons VFS asks for types and children under the lock of the whole file system; here the network is asked before
 * that lock is taken, so that one slow answer does not hold up others.
 */
abstract class KnownFileObject extends AbstractFileObject<ConnectorFileSystem> {
    final ConnectorFileSystem fileSystem;
    private static final Logger LOG = LoggerFactory.getLogger(KnownFileObject.class);

    private final Children children = new Children();
    private volatile Known known; // what a link leads to, else the same as itself; null: nothing is known
    private volatile Attributes itself; // of a link: the link's own; null: not known
    private volatile FileType noted; // the type that Commons VFS keeps, null if it keeps none

    /** What the server said last; null attributes say that nothing is there. */
    private record Known(Attributes attributes) {
        FileType type() {
            return attributes == null ? FileType.IMAGINARY : attributes.isDirectory() ? FileType.FOLDER : FileType.FILE;
        }
    }

    KnownFileObject(AbstractFileName name, ConnectorFileSystem fileSystem) {
        super(name, fileSystem);
        this.fileSystem = fileSystem;
    }

    final VPath path() throws FileSystemException {
        FileName name = getName();
        String parameters = name instanceof ParameterFileName given ? given.parameters() : "";
        try {
            return VPath.of(UriParser.decode(name.getPath()) + parameters);
        } catch (StorageException e) {
            throw new ConnectorFileException(e.getMessage(), e);
        }
    }

    /** Takes over what a listing of the parent told. */
    void prime(Attributes attributes) {
        itself = attributes;
        known = attributes.isLink() ? null : new Known(attributes);
    }

    private Known known() throws FileSystemException, StorageException {
        Known current = known;
        if (current == null) {
            current = ask();
            known = current;
        }
        return current;
    }

    /** What the server says now; it is not kept. */
    final FileType askType() throws FileSystemException, StorageException {
        return ask().type();
    }

    /** A link that leads to nothing that can be reached is, for Commons VFS, nothing. */
    private Known ask() throws FileSystemException, StorageException {
        try {
            VPath path = path();
            return new Known(fileSystem.call(volume -> volume.attributes(path)));
        } catch (StorageException e) {
            if (isMissing(e) || e.reason() == Reason.ACCESS_DENIED && isDeniedLink()) {
                return new Known(null);
            }
            throw e;
        }
    }

    private boolean isDeniedLink() throws FileSystemException {
        try {
            return itself().isLink();
        } catch (StorageException e) {
            return false;
        }
    }

    private Attributes itself() throws FileSystemException, StorageException {
        Attributes current = itself;
        if (current == null) {
            VPath path = path();
            current = fileSystem.call(volume -> volume.attributes(path, Links.ITSELF));
            itself = current;
            if (!current.isLink()) {
                known = new Known(current);
            }
        }
        return current;
    }

    /** Whether it is a symbolic link, wherever that leads. */
    @Override
    public boolean isSymbolicLink() throws FileSystemException {
        return link().isPresent();
    }

    /** What is known of the link that this is; empty if it is none. */
    final Optional<Attributes> link() throws FileSystemException {
        Attributes current = itself;
        if (current == null && !fileSystem.hasFolders()) {
            return Optional.empty(); // nobody need be asked
        }
        try {
            return Optional.of(itself()).filter(Attributes::isLink);
        } catch (StorageException e) {
            if (isMissing(e)) {
                known = new Known(null);
                return Optional.empty();
            }
            throw new FileSystemException("vfs.provider/get-type.error", e, getName());
        }
    }

    static boolean isMissing(StorageException e) {
        return e.reason() == Reason.NOT_FOUND
                || e.reason() == Reason.PARENT_NOT_FOUND
                || e.reason() == Reason.NOT_DIRECTORY;
    }

    /** What is known of it, without asking; null if nothing is, or if nothing is there. */
    final Attributes noted() {
        Known current = known;
        return current == null ? null : current.attributes();
    }

    /** Whether it is a device, pipe or socket, as far as is known without asking. */
    final boolean isSpecial() {
        Attributes current = noted();
        return current != null && current.kind() == Attributes.Kind.OTHER;
    }

    final Attributes attributes() throws FileSystemException, StorageException {
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

    /** Where files are reached by name only there are no folders: nobody need be asked whether this is one. */
    @Override
    public boolean isFolder() throws FileSystemException {
        boolean unknown = known == null && noted == null;
        return unknown && !fileSystem.hasFolders() ? getName().getPath().equals(FileName.ROOT_PATH) : super.isFolder();
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

    /** Its attributes have changed, its type has not. */
    final void forgetAttributes() {
        known = null;
        itself = null;
    }

    /** Whether Commons VFS takes it for a file, without asking anybody. */
    final boolean isKnownFile() {
        return noted == FileType.FILE;
    }

    /** Whether it is a folder, as far as is known without asking. */
    final boolean isKnownFolder() {
        Attributes current = noted();
        return noted == FileType.FOLDER || current != null && current.isDirectory();
    }

    final void forget() {
        forgetAttributes();
        noted = null;
        children.forget();
    }

    /** After a change of ours: the type is noted by Commons VFS, the rest the server knows best. */
    @Override
    protected void onChange() {
        forgetAttributes();
        children.forget();
    }

    @Override
    protected void childrenChanged(FileName child, FileType type) throws Exception {
        if (child != null && type != null) {
            children.changed(child, type != FileType.IMAGINARY);
        }
        super.childrenChanged(child, type);
    }

    /**
     * The parent as it is known; a refresh here would ask the server about it again and again. Where files are reached by
     * name only, and slashes are parts of names, it is believed to be a folder until somebody asks for it by itself.
     */
    @Override
    public FileObject getParent() throws FileSystemException {
        FileName name = getName().getParent();
        if (name == null) {
            return super.getParent();
        }
        FileObject parent = fileSystem.navigate(name);
        if (!fileSystem.hasFolders()) {
            ((KnownFileObject) FileObjectUtils.getAbstractFileObject(parent)).believeFolder();
        }
        return parent;
    }

    private void believeFolder() throws FileSystemException {
        if (known == null && noted == null) {
            prime(Attributes.of(NodeId.ofPath(path()), Attributes.Kind.DIRECTORY, 0, Instant.EPOCH));
        }
    }

    @Override
    public FileObject[] getChildren() throws FileSystemException {
        if (!children.areKnown()) {
            refuseKnownFile(); // Interop: MINA lists a file as if it were a folder with one child
            VPath path = path();
            try {
                fileSystem.call(volume -> {
                    try (Node folder = volume.open(path, Open.list())) {
                        children.take(Children.list(folder, (AbstractFileName) getName()), folder.leftOut());
                    }
                    return true;
                });
                warnOfLeftOut();
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
                ((KnownFileObject) FileObjectUtils.getAbstractFileObject(child)).relearn(attributes);
            }
            objects[i++] = child;
        }
        return objects;
    }

    private void warnOfLeftOut() {
        if (!children.leftOut().isEmpty()) {
            LOG.warn("{}: entries that can't be read: {}", getName().getFriendlyURI(), children.leftOut());
        }
    }

    /** What the last listing has left out, as {@link Node#leftOut} tells it. */
    final List<String> leftOut() {
        return children.leftOut();
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
}
