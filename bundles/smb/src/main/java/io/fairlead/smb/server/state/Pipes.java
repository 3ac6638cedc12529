// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.smb.PipeService;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The named pipes of a server, by their names, whose case does not matter. They may come and go. Thread-safe. */
public final class Pipes {
    private final Map<String, PipeService> byName = new ConcurrentHashMap<>();

    /** Offers a pipe, unless there is one of that name; returns whether it does. */
    public boolean offer(String name, PipeService service) {
        PipeService before = byName.putIfAbsent(key(name), service);
        return before == null || before == service;
    }

    /** Takes it back; what is open goes on. */
    public void withdraw(String name, PipeService service) {
        byName.remove(key(name), service);
    }

    public Optional<PipeService> find(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    /** As services are asked for it. */
    public static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
