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

    /**
     * Ends the server as its module's stop would: it takes no new session, lets present ones end within its drain time,
     * then ends the rest, and is {@link State#STOPPED}. Returns at once; what {@link #state} tells is how far that is. The
     * address is free from now on. The next configuration, or a restart of the module, begins anew. Idempotent.
     */
    void startDraining();

    /** Counted since the server started. */
    Statistics statistics();

    /** What clients find by names of its own, as the shares of SMB; empty where a server serves one export as it is. */
    default List<Shared> shares() {
        return List.of();
    }

    /**
     * An export under the name that clients know.
     *
     * @param name that clients use
     * @param export name of the export; empty while there is none
     * @param connected sessions that use it now
     */
    record Shared(String name, String export, int connected) {}

    /** What this protocol counts beside {@link #statistics}, by names that its documentation explains. */
    default Map<String, Long> protocolCounters() {
        return Map.of();
    }
}
