// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.OpenStorages;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.Threads;
import io.fairlead.smb.client.channel.InterfaceQuery;
import io.fairlead.smb.client.channel.LinkResources;
import io.fairlead.smb.client.open.KeptFiles;
import io.fairlead.smb.client.open.ServerLink;
import io.fairlead.smb.crypto.CryptoWarmUp;
import io.fairlead.smb.transport.MessageMemory;
import java.net.URI;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The SMB client, [MS-SMB2]: {@code smb}, dialects 2.0.2 to 3.1.1. Storages of one server, user and set of options share one
 * connection, or the channels of one session. Options: {@link ConnectOptions} and {@link SmbOptions}. A daemon thread per connection reads answers, and one
 * watches over idle and silent connections while there are any.
 */
@Component(service = Connector.class, property = Connector.SCHEMES + "=smb")
public final class SmbConnector implements Connector, AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("smb");
    private static final long WATCH_MILLIS = 500;

    private final UUID clientGuid = UUID.randomUUID();
    private final ExecutorService readers =
            Executors.newCachedThreadPool(Threads.daemons("fairlead-smb-client-reader"));
    private final ExecutorService tasks = Threads.perTask("fairlead-smb-client");
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Key, Shared> links = new HashMap<>(); // guarded by itself
    private final InterfaceQuery interfaces;
    private LinkResources resources; // guarded by the links
    private final Sharing sharing = new Sharing();
    private final OpenStorages storages = new OpenStorages("SMB", this::end);

    /** Whose connection may be shared; {@code secret} is the hash of the password. */
    private record Key(String server, String user, String domain, String secret, ConnectOptions options) {}

    private static final class Shared {
        final ServerLink link;
        int storages;

        Shared(ServerLink link) {
            this.link = link;
        }
    }

    /** For Declarative Services and {@link java.util.ServiceLoader}. */
    public SmbConnector() {
        this(InterfaceQuery.ASK);
    }

    SmbConnector(InterfaceQuery interfaces) {
        this.interfaces = interfaces;
        resources = resources();
        timer = new ScheduledThreadPoolExecutor(1, Threads.daemons("fairlead-smb-client-watch"));
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new DiscardPolicy()); // nobody needs watching once it is shut down
    }

    @Override
    public Set<String> schemes() {
        return SCHEMES;
    }

    @Override
    public int defaultPort(String scheme) {
        return SmbTarget.DEFAULT_PORT;
    }

    @Override
    public RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException {
        SmbTarget target = SmbTarget.of(uri, options, clientGuid);
        Servers servers = new Servers(target, sharing);
        SmbStorage storage = new SmbStorage(target, servers, closing -> {
            servers.close();
            storages.closed(closing);
        });
        return storages.add(storage, storage.open());
    }

    private static Key key(SmbTarget target) {
        var account = target.credentials().account();
        return new Key(
                target.toString(),
                account.user(),
                account.domain(),
                HexFormat.of().formatHex(account.ntHash()),
                target.options().with(ConnectOptions.USER, null).with(ConnectOptions.PASSWORD, null));
    }

    /** Links for as many storages as ask for them. */
    private final class Sharing implements Servers.Links {
        @Override
        public ServerLink acquire(SmbTarget target) {
            synchronized (links) {
                Shared shared = links.computeIfAbsent(key(target), wanted -> new Shared(link(target)));
                shared.storages++;
                if (links.size() == 1 && timer.getQueue().isEmpty()) {
                    timer.scheduleWithFixedDelay(
                            SmbConnector.this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
                }
                return shared.link;
            }
        }

        @Override
        public void release(SmbTarget target) {
            Key key = key(target);
            Shared unused;
            synchronized (links) {
                Shared shared = links.get(key);
                if (--shared.storages > 0) {
                    return;
                }
                unused = links.remove(key);
                if (links.isEmpty()) {
                    resources = resources(); // without the memory that the last have left
                    timer.getQueue().clear();
                }
            }
            unused.link.close();
        }
    }

    private ServerLink link(SmbTarget target) {
        return new ServerLink(
                target.settings(),
                target.credentials(),
                target.options().get(ConnectOptions.IDLE_TIMEOUT),
                target.options().get(SmbOptions.CHANNELS),
                target.options().get(SmbOptions.RECOVERY_TIMEOUT),
                new KeptFiles(
                        target.options().get(SmbOptions.CACHE_TIME),
                        target.options().get(SmbOptions.CACHE_BYTES)),
                resources);
    }

    private LinkResources resources() {
        return new LinkResources(readers, tasks, new MessageMemory(), interfaces);
    }

    private void watch() {
        Shared[] all;
        synchronized (links) {
            all = links.values().toArray(Shared[]::new);
        }
        for (Shared shared : all) {
            shared.link.watch();
        }
    }

    /** Connections that are there. */
    int connections() {
        synchronized (links) {
            return links.values().stream()
                    .mapToInt(shared -> shared.link.connections())
                    .sum();
        }
    }

    /** Handles that servers keep for it. */
    int handles() {
        synchronized (links) {
            return links.values().stream()
                    .mapToInt(shared -> shared.link.handles().get())
                    .sum();
        }
    }

    /** Bytes of content that it remembers. */
    long cachedBytes() {
        synchronized (links) {
            return links.values().stream()
                    .mapToLong(shared -> shared.link.kept().bytes())
                    .sum();
        }
    }

    /** Its bundle goes: what is open may be ended by its owner. */
    @Deactivate
    void retire(BundleContext context) {
        storages.retire(context, "/io/fairlead/smb");
    }

    /** Closes every storage made, at once; the connector makes no more. */
    @Override
    public void close() {
        storages.close();
    }

    private void end() {
        CryptoWarmUp.endSeen();
        timer.shutdownNow();
        readers.shutdown();
        tasks.shutdown();
    }
}
