// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.Naming;
import io.fairlead.api.client.OpenStorages;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.StorageException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The TFTP client, RFC 1350, 2347, 2348, 2349 and 7440: scheme {@code tftp}, RFC 3617. Options: {@link TftpOptions}, and
 * of {@link ConnectOptions} {@code ioTimeout} (silence that ends a transfer), {@code maxConnections} (transfers at one
 * time) and {@code poolTimeout}. Two daemon threads mind timers and last ACKs while there are transfers.
 */
@Component(service = Connector.class, property = Connector.SCHEMES + "=tftp")
public final class TftpConnector implements Connector, AutoCloseable {
    private static final Naming NAMING = new Naming(false, false, Map.of("mode", Set.of("octet", "netascii")));

    private final ClientFacilities facilities = new ClientFacilities();
    private final OpenStorages storages = new OpenStorages("TFTP", facilities::close);

    /** For Declarative Services and {@link java.util.ServiceLoader}. */
    public TftpConnector() {}

    @Override
    public Set<String> schemes() {
        return Set.of("tftp");
    }

    @Override
    public Naming naming() {
        return NAMING;
    }

    @Override
    public int defaultPort(String scheme) {
        return TftpTarget.DEFAULT_PORT;
    }

    @Override
    public RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException {
        TftpTarget target = TftpTarget.of(uri, options);
        TftpStorage storage = new TftpStorage(target, facilities, facilities.traits(target), storages::closed);
        return storages.add(storage, storage.open());
    }

    /** Its bundle goes: what is open may be ended by its owner. */
    @Deactivate
    void retire(BundleContext context) {
        storages.retire(context, "/io/fairlead/tftp");
    }

    /** Closes every storage made, at once; the connector makes no more. */
    @Override
    public void close() {
        storages.close();
    }
}
