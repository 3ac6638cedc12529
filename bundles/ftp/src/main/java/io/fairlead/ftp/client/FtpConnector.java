// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.OpenStorages;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.net.Threads;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The FTP client, RFC 959 and its successors: {@code ftp}, and {@code ftps} by explicit TLS (RFC 4217), which never falls
 * back to clear text. Options: {@link ConnectOptions} and {@link FtpOptions}. One daemon thread watches over idle and
 * silent connections while there are any.
 */
@Component(
        service = Connector.class,
        property = {Connector.SCHEMES + "=ftp", Connector.SCHEMES + "=ftps"})
public final class FtpConnector implements Connector, AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("ftp", "ftps");

    private final ScheduledThreadPoolExecutor timer;
    private final OpenStorages storages;

    /** For Declarative Services and {@link java.util.ServiceLoader}. */
    public FtpConnector() {
        timer = new ScheduledThreadPoolExecutor(1, Threads.daemons("fairlead-ftp-client"));
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        storages = new OpenStorages("FTP", timer::shutdownNow);
    }

    @Override
    public Set<String> schemes() {
        return SCHEMES;
    }

    @Override
    public int defaultPort(String scheme) {
        return FtpTarget.DEFAULT_PORT;
    }

    @Override
    public RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException {
        FtpStorage storage = new FtpStorage(FtpTarget.of(uri, options), timer, storages::closed);
        return storages.add(storage, storage.open());
    }

    /** Its bundle goes: what is open may be ended by its owner. */
    @Deactivate
    void retire(BundleContext context) {
        storages.retire(context, "/io/fairlead/ftp");
    }

    /** Closes every storage made, at once; the connector makes no more. */
    @Override
    public void close() {
        storages.close();
    }
}
