// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A running protocol server; an OSGi service with the properties {@link #PROTOCOL} and {@link #NAME}. Thread-safe. */
@ProviderType
public interface FileServer {
    /** Service property: {@code ftp}, {@code tftp}, {@code smb}. */
    String PROTOCOL = "server.protocol";
    /** Service property: the configured name of this instance. */
    String NAME = "server.name";

    /** Where a server is in its life. */
    enum State {
        RUNNING,
        /** Takes no new session, lets running ones end. */
        DRAINING,
        STOPPED
    }

    String protocol();

    String name();

    State state();

    /** Where it listens; the port is the real one where 0 was configured. */
    List<InetSocketAddress> addresses();

    /** Sessions at this moment. */
    List<Session> sessions();

    /**
     * Ends a session in the protocol's own way.
     *
     * @return false if there is none of that id
     */
    boolean disconnect(String sessionId);

    /** Counted since the server started. */
    Statistics statistics();

    /** What this protocol counts beside {@link #statistics}, by names that its documentation explains. */
    default Map<String, Long> protocolCounters() {
        return Map.of();
    }
}
