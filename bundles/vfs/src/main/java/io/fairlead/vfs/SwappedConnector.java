// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.Naming;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.server.Absence;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The client of a scheme, whichever it is at the moment: its bundle may be replaced while file objects are in use. One that
 * is away is waited for. Thread-safe.
 */
final class SwappedConnector implements Connector {
    /** How long a client that is away is waited for, and its file systems are kept. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Set<String> schemes;
    private final int port;
    private final Naming naming;
    private final Absence absence = new Absence(PATIENCE);
    private volatile Connector now; // null while it is away
    private volatile boolean over;

    SwappedConnector(Connector first, String scheme) {
        schemes = Set.of(scheme);
        port = first.defaultPort(scheme);
        naming = first.naming();
        now = first;
    }

    /** Whether the other one's URIs mean the same, so that it can stand in for those there were. */
    boolean isLike(Connector other, String scheme) {
        return other.defaultPort(scheme) == port && other.naming().equals(naming);
    }

    /** @param next null while there is none */
    void use(Connector next) {
        now = next;
    }

    /** Nobody comes any more: nobody is waited for. */
    void end() {
        over = true;
    }

    /** What new calls go to; null while it is away. */
    Connector now() {
        return now;
    }

    @Override
    public Set<String> schemes() {
        return schemes;
    }

    @Override
    public int defaultPort(String scheme) {
        return port;
    }

    @Override
    public Naming naming() {
        return naming;
    }

    /** Waits for one that is away, for {@link #PATIENCE} at most. */
    @Override
    public RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException {
        return await().connect(uri, options);
    }

    /** As {@link #connect} does. */
    Connector await() throws StorageException {
        return absence.await(() -> Optional.ofNullable(now), () -> !over)
                .orElseThrow(() -> new StorageException(
                        Reason.UNAVAILABLE,
                        "the client of " + schemes.iterator().next() + " is away"));
    }
}
