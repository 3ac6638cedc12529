// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.Naming;
import io.fairlead.api.storage.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystem;
import org.apache.commons.vfs2.FileSystemConfigBuilder;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.FilesCache;
import org.apache.commons.vfs2.provider.AbstractOriginatingFileProvider;
import org.apache.commons.vfs2.provider.GenericFileName;

/**
 * A Commons VFS provider over any {@link Connector}. Resolving a file sends nothing; the first question about it connects.
 * When the provider goes, its file systems close and their file objects and streams fail from then on. Thread-safe.
 */
public class ConnectorFileProvider extends AbstractOriginatingFileProvider {
    /** What aliases start with that don't clash with the providers of Commons VFS itself. */
    static final String ALIAS_PREFIX = "fairlead-";

    private final Connector connector;
    private final Set<Capability> capabilities;
    private final List<ConnectorFileSystem> fileSystems = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** A provider for one scheme of a connector. */
    public ConnectorFileProvider(Connector connector, String scheme) {
        this.connector = connector;
        int port = connector.defaultPort(connectorScheme(scheme));
        Naming naming = connector.naming();
        boolean plain = naming.users() && naming.parameters().isEmpty();
        setFileNameParser(plain ? new ConnectorFileNameParser(port) : new ParameterFileNameParser(port, naming));
        capabilities = naming.folders() ? Capabilities.ALL : Capabilities.BY_NAME_ONLY;
    }

    /** The connector's scheme: {@code ftp} for {@code ftp} and for {@code fairlead-ftp}. */
    static String connectorScheme(String scheme) {
        return scheme.startsWith(ALIAS_PREFIX) ? scheme.substring(ALIAS_PREFIX.length()) : scheme;
    }

    /**
     * The client that calls go to now, after a wait for one that is being replaced.
     *
     * @throws StorageException {@code UNAVAILABLE} if it is away
     */
    final Connector client() throws StorageException {
        return connector instanceof SwappedConnector swapped ? swapped.await() : connector;
    }

    /** Whether calls go to this client, not to another one in its place. */
    final boolean isCurrent(Connector client) {
        return connector instanceof SwappedConnector swapped ? swapped.now() == client : connector == client;
    }

    /** Everything that a file system of this provider may be able to do; what it can do, it knows when it is connected. */
    @Override
    public Collection<Capability> getCapabilities() {
        return capabilities;
    }

    @Override
    public FileSystemConfigBuilder getConfigBuilder() {
        return ConnectorFileSystemConfigBuilder.getInstance();
    }

    @Override
    public void init() throws FileSystemException {
        super.init();
        closed = false;
    }

    @Override
    protected FileSystem doCreateFileSystem(FileName rootName, FileSystemOptions options) throws FileSystemException {
        if (closed) {
            throw new ConnectorFileException("the provider of " + rootName.getScheme() + " was closed", null);
        }
        return new ConnectorFileSystem(
                this, (GenericFileName) rootName, options, merged(rootName.getScheme(), options));
    }

    private static ConnectOptions merged(String scheme, FileSystemOptions options) throws FileSystemException {
        return StockFtpOptions.merge(connectorScheme(scheme), options);
    }

    /** Commons VFS compares options by hash code only; a connection must not be shared over other credentials. */
    @Override
    protected FileSystem findFileSystem(Comparable<?> key, FileSystemOptions options) {
        FileSystem found = super.findFileSystem(key, options);
        try {
            boolean same = found instanceof ConnectorFileSystem fs
                    && fs.hasOptions(merged(fs.getRootName().getScheme(), options), options);
            return same ? found : null;
        } catch (FileSystemException e) {
            return null; // making a new one tells why
        }
    }

    @Override
    protected void addFileSystem(Comparable<?> key, FileSystem fileSystem) throws FileSystemException {
        super.addFileSystem(key, fileSystem);
        ConnectorFileSystem ours = (ConnectorFileSystem) fileSystem;
        fileSystems.add(ours);
        if (closed) {
            ours.close();
        }
    }

    /**
     * Closes a file system. The manager finds its provider by the scheme, so that after a swap it asks the new one to close
     * the old one's file system; then that is done by the old one, and nothing of the new one is touched.
     */
    @Override
    public void closeFileSystem(FileSystem fileSystem) {
        ConnectorFileSystem ours = (ConnectorFileSystem) fileSystem;
        if (ours.provider() == this) {
            fileSystems.remove(ours);
            super.closeFileSystem(ours);
        } else {
            ours.provider().closeFileSystem(ours);
        }
    }

    /** Closes every file system, its connections and open streams; new ones are refused. */
    @Override
    public void close() {
        closed = true;
        FilesCache cache = getContext() == null
                ? null
                : getContext().getFileSystemManager().getFilesCache();
        for (ConnectorFileSystem fileSystem : fileSystems) {
            if (cache != null) {
                cache.clear(fileSystem);
            }
            fileSystem.close();
        }
        fileSystems.clear();
        super.close();
    }
}
