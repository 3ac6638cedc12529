// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.lang.ref.WeakReference;
import java.net.URLStreamHandlerFactory;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystem;
import org.apache.commons.vfs2.FileSystemConfigBuilder;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.NameScope;
import org.apache.commons.vfs2.VFS;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.AbstractFileProvider;
import org.apache.commons.vfs2.provider.FileProvider;
import org.apache.commons.vfs2.provider.UriParser;

/**
 * A manager whose schemes come and go while others resolve files. The maps of its base class are plain ones, so that every
 * method that touches them takes a lock here; none is held while a provider may talk to the network. A provider that goes
 * takes its file systems with it. Thread-safe.
 */
class WhiteboardFileSystemManager extends DefaultFileSystemManager {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, FileProvider> providers = new ConcurrentHashMap<>();
    private final Map<FileSystem, WeakReference<FileProvider>> owners = new WeakHashMap<>(); // guarded by itself

    /** Something done under the lock. */
    private interface Call<T> {
        T run() throws FileSystemException;
    }

    private static <T> T locked(Lock held, Call<T> call) throws FileSystemException {
        held.lock();
        try {
            return call.run();
        } finally {
            held.unlock();
        }
    }

    private <T> T reading(Call<T> call) throws FileSystemException {
        return locked(lock.readLock(), call);
    }

    private void writing(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void addProvider(String[] schemes, FileProvider provider) throws FileSystemException {
        locked(lock.writeLock(), () -> {
            super.addProvider(schemes, provider);
            for (String scheme : schemes) {
                providers.put(scheme, provider);
            }
            return null;
        });
    }

    /** Takes a scheme away. With a provider's last scheme its file systems, connections and streams close, too. */
    @Override
    public void removeProvider(String scheme) {
        FileProvider provider = providers.remove(scheme);
        if (provider != null && !providers.containsValue(provider)) {
            closeFileSystemsOf(provider);
        }
        writing(() -> super.removeProvider(scheme));
    }

    private void closeFileSystemsOf(FileProvider provider) {
        for (FileSystem fileSystem : ownedBy(provider)) {
            closeFileSystem(fileSystem);
        }
    }

    private List<FileSystem> ownedBy(FileProvider provider) {
        synchronized (owners) {
            return owners.entrySet().stream()
                    .filter(e -> e.getValue().get() == provider)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * The base class asks the provider that has the scheme now. After a swap that is another one than made the file system,
     * and would drop its own of the same name.
     */
    @Override
    public void _closeFileSystem(FileSystem fileSystem) {
        WeakReference<FileProvider> owner;
        synchronized (owners) {
            owner = owners.get(fileSystem); // which is kept, as it may be closed twice
        }
        if (owner == null) {
            super._closeFileSystem(fileSystem); // a local or virtual one: their providers don't change
        } else if (owner.get() instanceof AbstractFileProvider maker) {
            maker.closeFileSystem(fileSystem);
        }
    }

    @Override
    public FileObject resolveFile(FileObject base, String uri, FileSystemOptions options) throws FileSystemException {
        UriParser.checkUriEncoding(uri);
        String scheme = uri == null ? null : UriParser.extractScheme(getSchemes(), uri);
        FileProvider provider = scheme == null ? null : providers.get(scheme);
        if (provider == null) { // a local or relative name, or nobody's
            return reading(() -> super.resolveFile(base, uri, options));
        }
        boolean beside = base != null && VFS.isUriStyle() && base.getName().isFile();
        FileObject found = provider.findFile(beside ? base.getParent() : base, uri, options);
        return owned(found, provider, scheme);
    }

    @Override
    public FileObject createFileSystem(String scheme, FileObject file) throws FileSystemException {
        FileProvider provider = providers.get(scheme);
        FileSystemException.requireNonNull(provider, "vfs.impl/unknown-provider.error", scheme, file);
        FileObject root =
                provider.createFileSystem(scheme, file, file.getFileSystem().getFileSystemOptions());
        return owned(root, provider, scheme);
    }

    private FileObject owned(FileObject file, FileProvider provider, String scheme) throws FileSystemException {
        FileSystem fileSystem = file.getFileSystem();
        synchronized (owners) {
            owners.putIfAbsent(fileSystem, new WeakReference<>(provider));
        }
        if (providers.get(scheme) != provider) { // it went while it was looking
            closeFileSystem(fileSystem);
            throw new FileSystemException("vfs.impl/unknown-scheme.error", scheme, file.getName());
        }
        return file;
    }

    @Override
    public FileName resolveURI(String uri) throws FileSystemException {
        return reading(() -> super.resolveURI(uri));
    }

    @Override
    public FileName resolveName(FileName base, String name, NameScope scope) throws FileSystemException {
        return reading(() -> super.resolveName(base, name, scope));
    }

    @Override
    public boolean hasProvider(String scheme) {
        return providers.containsKey(scheme);
    }

    @Override
    public String[] getSchemes() {
        lock.readLock().lock();
        try {
            return super.getSchemes();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    protected void addVirtualFileSystemScheme(String rootUri) {
        writing(() -> super.addVirtualFileSystemScheme(rootUri));
    }

    @Override
    public FileSystemConfigBuilder getFileSystemConfigBuilder(String scheme) throws FileSystemException {
        return reading(() -> super.getFileSystemConfigBuilder(scheme));
    }

    @Override
    public Collection<Capability> getProviderCapabilities(String scheme) throws FileSystemException {
        return reading(() -> super.getProviderCapabilities(scheme));
    }

    @Override
    public URLStreamHandlerFactory getURLStreamHandlerFactory() {
        URLStreamHandlerFactory factory = super.getURLStreamHandlerFactory();
        return protocol -> {
            lock.readLock().lock();
            try {
                return factory.createURLStreamHandler(protocol);
            } finally {
                lock.readLock().unlock();
            }
        };
    }

    @Override
    public void freeUnusedResources() {
        for (FileProvider provider : new HashSet<>(providers.values())) {
            if (provider instanceof AbstractFileProvider known) {
                known.freeUnusedResources();
            }
        }
    }

    @Override
    public void close() {
        Set<FileProvider> closing = new HashSet<>(providers.values());
        providers.clear();
        closing.forEach(this::closeFileSystemsOf);
        writing(super::close);
    }
}
