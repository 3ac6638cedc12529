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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Waits until every configuration file has become a running component and every server listens. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;
    private static final Pattern SERVER_PID = Pattern.compile("io\\.fairlead\\.(\\w+)\\.server");
    private static final String SERVER = "io.fairlead.api.server.FileServer";

    private final BundleContext context;
    private final ComponentStates components;

    /**
     * A server that listens.
     *
     * @param writable whether it takes uploads, as far as its own configuration says
     */
    record Listening(String protocol, String name, InetSocketAddress address, boolean writable) {}

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
                throw new StartFailure(reason(unready.get()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** A port that is taken can be another one: that is said by the option's name. */
    private static String reason(State state) {
        String text = state.file().getFileName() + ": " + state.reason();
        Matcher server = SERVER_PID.matcher(ConfigFolder.pid(state.file()));
        boolean taken = server.matches() && state.reason().contains("already in use");
        return taken ? text + " (--" + server.group(1) + " PORT takes another one)" : text;
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
        Set<String> readOnly = components.running(Defaults.TFTP).stream()
                .filter(config -> "none".equalsIgnoreCase(String.valueOf(config.get("write"))))
                .map(config -> "tftp " + config.get("name"))
                .collect(Collectors.toSet());
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(SERVER, null);
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                String protocol = String.valueOf(reference.getProperty("server.protocol"));
                String name = String.valueOf(reference.getProperty("server.name"));
                for (InetSocketAddress address : addresses(context.getService(reference))) {
                    servers.add(new Listening(protocol, name, address, !readOnly.contains(protocol + " " + name)));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        servers.sort(Comparator.comparing(Listening::protocol).thenComparing(Listening::name));
        return servers;
    }

    /** The folders on this machine that are served, as the running storages say. */
    List<String> folders() {
        return components.running(Defaults.STORAGE).stream()
                .map(config -> String.valueOf(config.get("path")))
                .toList();
    }

    /** The names of the SMB shares, as the running ones say. */
    List<String> shares() {
        return components.running(Defaults.SHARE).stream()
                .map(config -> String.valueOf(config.get("name")))
                .sorted()
                .toList();
    }

    /** A line for each setting that lets in more people than a password does. */
    List<String> openSettings(List<Listening> servers) {
        return OpenSettings.of(servers, components.running(Defaults.FTP));
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
