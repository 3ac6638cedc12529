// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemConfigBuilder;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.util.DelegatingFileSystemOptionsBuilder;

/**
 * The tree behind a Commons VFS URL. Every user sees it with the one account of the settings. Nothing is asked over the
 * network before the first mount. File systems and connections are the manager's, and stay open with it. Thread-safe,
 * blocking.
 *
 * <p>Who follows links is the other end: one that leads out of the tree is reached as far as the account may.
 */
public final class VfsStorage implements Storage, AutoCloseable {
    private final VfsSettings settings;
    private final Tree tree;
    private final Ability ability;
    private final Optional<String> id;
    private final Supplier<Optional<String>> obstacle;
    private final Set<VfsVolume> volumes = ConcurrentHashMap.newKeySet();
    private final ReentrantLock naming = new ReentrantLock();
    private volatile boolean closed;

    /**
     * A storage whose scheme the manager has.
     *
     * @throws IllegalArgumentException if the URL, its scheme or an option is none; the message says which
     */
    public VfsStorage(FileSystemManager manager, VfsSettings settings) {
        this(manager, settings, Optional::empty);
    }

    /** @param obstacle why it must not be mounted at this moment, if so */
    VfsStorage(FileSystemManager manager, VfsSettings settings, Supplier<Optional<String>> obstacle) {
        this.settings = settings;
        this.obstacle = obstacle;
        try {
            FileName root = manager.resolveURI(settings.url());
            String scheme = root.getScheme();
            id = id(root, settings.user());
            ability = new Ability(scheme, manager.getProviderCapabilities(scheme));
            tree = new Tree(manager, settings.url(), options(manager, scheme, settings), ability);
        } catch (FileSystemException e) {
            throw new IllegalArgumentException("url = " + settings + "; " + e.getMessage(), e);
        }
    }

    /** Of a tree on a host; others are this process's own, or somebody else's files already. */
    private static Optional<String> id(FileName root, String user) {
        if (!(root instanceof GenericFileName named)) {
            return Optional.empty();
        }
        String account = user.isEmpty() ? Objects.toString(named.getUserName(), "") : user;
        return Optional.of("vfs:" + named.getScheme() + "://" + account + "@" + named.getHostName() + ":"
                + named.getPort() + named.getPath());
    }

    private static FileSystemOptions options(FileSystemManager manager, String scheme, VfsSettings settings)
            throws FileSystemException {
        if (settings.user().isEmpty() && settings.options().isEmpty()) {
            return null; // the file system that the manager's other users have
        }
        FileSystemOptions options = new FileSystemOptions();
        if (!settings.user().isEmpty()) {
            DefaultFileSystemConfigBuilder.getInstance()
                    .setUserAuthenticator(
                            options, new StaticUserAuthenticator(null, settings.user(), settings.password()));
        }
        FileSystemConfigBuilder builder = manager.getFileSystemConfigBuilder(scheme);
        if (builder == null && !settings.options().isEmpty()) {
            throw new IllegalArgumentException(
                    "options = " + settings.options().keySet() + "; the scheme " + scheme + " has none");
        }
        DelegatingFileSystemOptionsBuilder setter = new DelegatingFileSystemOptionsBuilder(manager);
        for (Map.Entry<String, String> option : settings.options().entrySet()) {
            try {
                setter.setConfigString(options, scheme, option.getKey(), option.getValue());
            } catch (FileSystemException e) {
                throw new IllegalArgumentException(
                        "options = " + option.getKey() + "; not an option of " + scheme + ", or not its value", e);
            }
        }
        return options;
    }

    @Override
    public Optional<String> storageId() {
        return id;
    }

    @Override
    public Set<Feature> features() {
        return ability.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        checkOpen();
        Optional<String> hindered = obstacle.get();
        if (hindered.isPresent()) {
            throw new StorageException(Reason.UNAVAILABLE, settings + " " + hindered.get());
        }
        tree.checkRoot();
        VfsVolume volume = new VfsVolume(this, tree, ability);
        volumes.add(volume);
        if (closed) { // meanwhile, and maybe without this volume
            volume.close();
            checkOpen();
        }
        return volume;
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.UNAVAILABLE, settings + " was withdrawn");
        }
    }

    /** Commons VFS knows no exclusive creation; at least our own callers shall not take a name from each other. */
    ReentrantLock naming() {
        return naming;
    }

    void forget(VfsVolume volume) {
        volumes.remove(volume);
    }

    /** Ends every volume; uploads under way publish nothing. */
    @Override
    public void close() {
        closed = true;
        volumes.forEach(VfsVolume::close);
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
