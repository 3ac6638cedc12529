// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.server.ComponentStates.Outcome;
import io.fairlead.standalone.server.ComponentStates.State;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Waits until every configuration file has become a running component and every server listens. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;
    private static final String SERVER = "io.fairlead.api.server.FileServer";

    private final BundleContext context;
    private final ComponentStates components;

    /** A server that listens. */
    record Listening(String protocol, String name, InetSocketAddress address) {}

    Readiness(BundleContext context) {
        this.context = context;
        this.components = new ComponentStates(context);
    }

    /**
     * Waits for what the files in {@code etc} ask for.
     *
     * @return the servers, by protocol
     * @throws StartFailure as soon as one of them fails, with its reason; or when time is up
     */
    List<Listening> await(Path etc) throws StartFailure, IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (context.getBundle().getState() != Bundle.ACTIVE) {
                throw new StartFailure("stopped before it was ready");
            }
            Set<String> pids = components.pids();
            List<Path> wanted = ConfigFolder.list(etc).stream()
                    .filter(file -> pids.contains(ConfigFolder.pid(file)))
                    .toList();
            Optional<State> unready = unready(wanted);
            if (unready.isEmpty()) {
                return servers();
            }
            if (unready.get().outcome() == Outcome.FAILED || System.nanoTime() > deadline) {
                throw new StartFailure(unready.get().file().getFileName() + ": "
                        + unready.get().reason());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** The worst of the wanted files that don't run yet. */
    private Optional<State> unready(List<Path> wanted) {
        Map<Path, State> byFile = new HashMap<>();
        for (State state : components.states()) {
            byFile.merge(state.file(), state, (a, b) -> a.outcome() == Outcome.RUNNING ? b : a);
        }
        return wanted.stream()
                .map(file -> byFile.getOrDefault(file, new State(file, Outcome.WAITING, "not read in time")))
                .filter(state -> state.outcome() != Outcome.RUNNING)
                .max(Comparator.comparing(State::outcome));
    }

    private List<Listening> servers() {
        List<Listening> servers = new ArrayList<>();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(SERVER, null);
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                for (InetSocketAddress address : addresses(context.getService(reference))) {
                    servers.add(new Listening(
                            String.valueOf(reference.getProperty("server.protocol")),
                            String.valueOf(reference.getProperty("server.name")),
                            address));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        servers.sort(Comparator.comparing(Listening::protocol).thenComparing(Listening::name));
        return servers;
    }

    /** The service is of the bundles' own {@code FileServer}, not of the launcher's, so its class is asked. */
    @SuppressWarnings("unchecked")
    private static List<InetSocketAddress> addresses(Object server) {
        try {
            return (List<InetSocketAddress>)
                    server.getClass().getMethod("addresses").invoke(server);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("addresses of " + server, e);
        }
    }
}
