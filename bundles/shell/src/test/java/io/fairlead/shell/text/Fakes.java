// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.server.Statistics;
import io.fairlead.api.storage.StorageException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Constants;

/** Services that say what a test wants. */
final class Fakes {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private Fakes() {}

    static FileServer server(String protocol, String name, List<Session> sessions) {
        return server(protocol, name, sessions, List.of());
    }

    static FileServer server(String protocol, String name, List<Session> sessions, List<FileServer.Shared> shares) {
        return new FileServer() {
            private State state = State.RUNNING;

            @Override
            public String protocol() {
                return protocol;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public State state() {
                return state;
            }

            @Override
            public List<InetSocketAddress> addresses() {
                return List.of(
                        new InetSocketAddress(2121), new InetSocketAddress(InetAddress.getLoopbackAddress(), 990));
            }

            @Override
            public List<Session> sessions() {
                return sessions;
            }

            @Override
            public List<Shared> shares() {
                return shares;
            }

            @Override
            public boolean disconnect(String sessionId) {
                return sessions.stream().anyMatch(session -> session.id().equals(sessionId));
            }

            @Override
            public void startDraining() {
                state = State.DRAINING;
            }

            @Override
            public Statistics statistics() {
                return new Statistics(12, sessions.size(), 3, 4, 5, 6, 1536, 3L << 30);
            }

            @Override
            public Map<String, Long> protocolCounters() {
                return protocol.equals("tftp") ? new TreeMap<>(Map.of("probes", 7L, "ignored", 2L)) : Map.of();
            }
        };
    }

    static Session session(String id, String user, String activity) {
        return new Session(
                id,
                new Peer("ftp", new InetSocketAddress("192.0.2.7", 50_000), true),
                user,
                NOW.minusSeconds(3700),
                NOW.minusSeconds(5),
                activity,
                0,
                2048);
    }

    /** As Declarative Services hands it over, of bundle 7. */
    static Map<String, Object> properties(FileServer server) {
        return Map.of(
                FileServer.PROTOCOL, server.protocol(), FileServer.NAME, server.name(), Constants.SERVICE_BUNDLEID, 7L);
    }

    /** Mounting throws {@code fault}, unless it is null. */
    static Export export(String name, StorageException fault, Export.OpenInfo... opens) {
        ExportVolume volume = fake(ExportVolume.class, Map.of("close", given -> null));
        return fake(
                Export.class,
                Map.of(
                        "name",
                        given -> name,
                        "opens",
                        given -> List.of(opens),
                        "locks",
                        given -> List.of(locks(opens)),
                        "mount",
                        given -> {
                            if (fault != null) {
                                throw fault;
                            }
                            return volume;
                        }));
    }

    private static Export.LockInfo[] locks(Export.OpenInfo... opens) {
        return Arrays.stream(opens)
                .filter(open -> open.locks() > 0)
                .map(open -> new Export.LockInfo(open, new ByteRange(10, 5), true))
                .toArray(Export.LockInfo[]::new);
    }

    /** What a method of a fake does. */
    interface Answer {
        Object to(Object[] given) throws Exception;
    }

    /** The interface, with these methods by name; the others throw. */
    static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer.to(given);
                }));
    }
}
