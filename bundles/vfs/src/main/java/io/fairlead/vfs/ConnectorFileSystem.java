// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.UserAuthenticationData;
import org.apache.commons.vfs2.UserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileSystem;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.util.UserAuthenticatorUtils;

/**
 * One server, user and set of options. It connects when it is first asked for something, and again after it was closed for
 * being unused; once it was closed for good every call fails. Thread-safe.
 */
final class ConnectorFileSystem extends AbstractFileSystem {
    private static final UserAuthenticationData.Type[] ASKED_FOR = {
        UserAuthenticationData.USERNAME, UserAuthenticationData.PASSWORD
    };
    private static final UserAuthenticationData.Type[] ASKED_FOR_WITH_DOMAIN = {
        UserAuthenticationData.DOMAIN, UserAuthenticationData.USERNAME, UserAuthenticationData.PASSWORD
    };

    private final ConnectorFileProvider provider;
    private final GenericFileName root;
    private final ConnectOptions connectOptions;
    private final AtomicInteger listeners = new AtomicInteger();
    private final ReentrantLock mounting = new ReentrantLock();
    private final List<RemoteStorage> replaced = new ArrayList<>(); // guarded by the lock; they may have open streams
    private final RecentRefusal refusal = new RecentRefusal(System::nanoTime);
    private volatile Mount mount; // null while not connected; replaced under the lock
    private volatile boolean closed;

    private record Mount(Connector client, RemoteStorage storage, Volume volume, Set<Capability> capabilities) {}

    /** A call that may be made again. */
    @FunctionalInterface
    interface Call<T> {
        T on(Volume volume) throws FileSystemException, StorageException;
    }

    /** @param connectOptions what the options say, without user and password */
    ConnectorFileSystem(
            ConnectorFileProvider provider,
            GenericFileName root,
            FileSystemOptions options,
            ConnectOptions connectOptions) {
        super(root, null, options);
        this.connectOptions = connectOptions;
        this.provider = provider;
        this.root = root;
    }

    ConnectorFileProvider provider() {
        return provider;
    }

    /** Whether a request with these options may share this file system's connections. */
    boolean hasOptions(ConnectOptions merged, FileSystemOptions options) {
        return merged.equals(connectOptions)
                && Objects.equals(authenticator(options), authenticator(getFileSystemOptions()));
    }

    private static UserAuthenticator authenticator(FileSystemOptions options) {
        return options == null
                ? null
                : DefaultFileSystemConfigBuilder.getInstance().getUserAuthenticator(options);
    }

    /**
     * The remote tree; connects if it must.
     *
     * @throws FileSystemException if that fails, or the file system or its provider was closed
     */
    Volume volume() throws FileSystemException {
        return mounted().volume();
    }

    /**
     * Makes a call, and makes it again if the client was replaced meanwhile. For what changes nothing, or may be done twice.
     *
     * @throws StorageException as the call
     */
    <T> T call(Call<T> call) throws FileSystemException, StorageException {
        Volume used = volume();
        try {
            return call.on(used);
        } catch (StorageException e) {
            if (!isReplaced(used)) {
                throw e;
            }
        }
        return call.on(volume());
    }

    /**
     * Makes a call that is not made again.
     *
     * @throws StorageException as the call; if the client was replaced meanwhile, one that says so
     */
    <T> T once(Call<T> call) throws FileSystemException, StorageException {
        Volume used = volume();
        try {
            return call.on(used);
        } catch (StorageException e) {
            throw isReplaced(used) ? unknown(e) : e;
        }
    }

    /** For what failed because the client was replaced, and can't be made again. */
    StorageException unknown(StorageException e) {
        return new StorageException(
                e.reason(),
                "the client of " + root.getScheme() + " was replaced meanwhile; whether this was done is not known",
                e);
    }

    /** Whether other calls go to another client now than this volume's, or will. */
    boolean isReplaced(Volume used) {
        Mount current = mount;
        return !closed && (current == null || current.volume() != used || !provider.isCurrent(current.client()));
    }

    private Mount mounted() throws FileSystemException {
        Mount current = mount;
        if (current != null && provider.isCurrent(current.client())) {
            return current;
        }
        mounting.lock();
        try {
            if (closed) {
                throw new ConnectorFileException(root.getFriendlyURI() + " was closed", null);
            }
            if (mount != null && !provider.isCurrent(mount.client())) {
                replaced.add(mount.storage());
                mount = null;
            }
            if (mount == null) {
                mount = connect();
            }
            return mount;
        } finally {
            mounting.unlock();
        }
    }

    private Mount connect() throws FileSystemException {
        refusal.check();
        long since = System.nanoTime();
        RemoteStorage storage = null;
        try {
            ConnectOptions options = connectOptions();
            Connector client = provider.client();
            storage = client.connect(uri(), options);
            String user = options.get(ConnectOptions.USER);
            Volume volume = storage.mount(user == null ? Identity.ANONYMOUS : Identity.of(user));
            return new Mount(client, storage, volume, Capabilities.of(storage.features()));
        } catch (StorageException e) {
            if (storage != null) {
                storage.close();
            }
            String what = "no connection to " + root.getFriendlyURI() + ": " + detail(e);
            throw refusal.noted(new ConnectorFileException(what, e), e, since);
        }
    }

    /** What a client tells, without the word for programs and the server's URL in front, which is told already. */
    private String detail(StorageException e) throws FileSystemException {
        String reason = e.reason() + ": ";
        String detail = e.getMessage().startsWith(reason) ? e.getMessage().substring(reason.length()) : e.getMessage();
        String server = uri().toString().replaceFirst("/$", "");
        int end = detail.startsWith(server)
                ? detail.indexOf(": ", server.length())
                : -1; // with a port that a URL need not name
        return end < 0 ? detail : detail.substring(end + 2);
    }

    /** Without user and password, which may hold what a URI can't. */
    private URI uri() throws FileSystemException {
        String scheme = ConnectorFileProvider.connectorScheme(root.getScheme());
        int port = root.getPort();
        try {
            return new URI(scheme, root.getHostName() + (port > 0 ? ":" + port : ""), "/", null, null);
        } catch (URISyntaxException e) {
            throw new ConnectorFileException("not a host: " + root.getHostName(), e);
        }
    }

    /** What the URL names comes before what the authenticator gives, as in the providers of Commons VFS. */
    private ConnectOptions connectOptions() throws FileSystemException {
        ConnectOptions options = TlsManagers.applied(connectOptions);
        UserAuthenticationData given = getFileSystemOptions() == null
                ? null
                : UserAuthenticatorUtils.authenticate(
                        getFileSystemOptions(), hasDomains() ? ASKED_FOR_WITH_DOMAIN : ASKED_FOR);
        try {
            String user = text(given, UserAuthenticationData.USERNAME, root.getUserName());
            String password = text(given, UserAuthenticationData.PASSWORD, root.getPassword());
            options = user == null || user.isEmpty() ? options : options.with(ConnectOptions.USER, user);
            String domain = hasDomains() ? text(given, UserAuthenticationData.DOMAIN, null) : null;
            options = domain == null ? options : options.with(SmbConfigBuilder.DOMAIN, domain);
            return password == null ? options : options.with(ConnectOptions.PASSWORD, password);
        } finally {
            UserAuthenticatorUtils.cleanup(given);
        }
    }

    /** Users of SMB have a domain. */
    private boolean hasDomains() {
        return ConnectorFileProvider.connectorScheme(root.getScheme()).equals("smb");
    }

    private static String text(UserAuthenticationData given, UserAuthenticationData.Type type, String inUrl) {
        return UserAuthenticatorUtils.toString(
                UserAuthenticatorUtils.getData(given, type, UserAuthenticatorUtils.toChar(inUrl)));
    }

    /** A file object without a refresh, unlike {@link #resolveFile}: for going from one to the next inside the provider. */
    FileObject navigate(FileName name) throws FileSystemException {
        FileObject cached = getFileFromCache(name);
        return cached != null ? cached : resolveFile(name);
    }

    /** Whether anybody wants to hear of changes. */
    boolean hasListeners() {
        return listeners.get() > 0;
    }

    @Override
    public void addListener(FileObject file, FileListener listener) {
        listeners.incrementAndGet();
        super.addListener(file, listener);
    }

    @Override
    public void removeListener(FileObject file, FileListener listener) {
        listeners.decrementAndGet();
        super.removeListener(file, listener);
    }

    /** Whether there can be folders, as far as is known without connecting. */
    boolean hasFolders() {
        Mount current = mount;
        Collection<Capability> known = current == null ? provider.getCapabilities() : current.capabilities();
        return known.contains(Capability.LIST_CHILDREN);
    }

    /** Some capabilities depend on the server, so that asking for them connects. */
    @Override
    public boolean hasCapability(Capability capability) {
        if (Capabilities.ALWAYS.contains(capability) || !Capabilities.ALL.contains(capability)) {
            return Capabilities.ALWAYS.contains(capability);
        }
        try {
            return mounted().capabilities().contains(capability);
        } catch (FileSystemException e) {
            return true; // the next call throws the exception that says why there is no connection
        }
    }

    @Override
    protected void addCapabilities(Collection<Capability> caps) {
        caps.addAll(Capabilities.ALWAYS); // the rest: hasCapability
    }

    @Override
    protected FileObject createFile(AbstractFileName name) {
        return new ConnectorFileObject(name, this);
    }

    /** A second, as most servers keep no fractions; a minute where they only have listings for people. */
    @Override
    public double getLastModTimeAccuracy() {
        Mount current = mount;
        return current == null ? 1_000 : current.storage().timeAccuracy().toMillis();
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }

    /** Closes the connections; while the file system itself is open they come back when needed. */
    @Override
    protected void doCloseCommunicationLink() {
        List<RemoteStorage> all;
        mounting.lock();
        try {
            all = new ArrayList<>(replaced);
            replaced.clear();
            if (mount != null) {
                all.add(mount.storage());
            }
            mount = null;
        } finally {
            mounting.unlock();
        }
        all.forEach(RemoteStorage::close);
    }
}
