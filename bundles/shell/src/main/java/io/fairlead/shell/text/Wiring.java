// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;

/** Which service uses which, as the components behind them tell; a dash where they don't. */
record Wiring(Components components) {
    static final String UNKNOWN = "-";

    /** The export, or what is missing. */
    String export(Found<FileServer> server) {
        return of(server, server.service().name(), Export.class);
    }

    String authenticator(Found<FileServer> server) {
        return of(server, server.service().name(), Authenticator.class);
    }

    String storage(Found<Export> export) {
        return of(export, export.service().name(), Storage.class);
    }

    /** The storage behind a server's export. */
    String storage(Found<FileServer> server, List<Found<Export>> exports) {
        String name = export(server);
        return exports.stream()
                .filter(export -> export.service().name().equals(name))
                .findFirst()
                .map(this::storage)
                .orElse(UNKNOWN);
    }

    private String of(Found<?> service, String name, Class<?> type) {
        Object bundle = service.properties().get(Constants.SERVICE_BUNDLEID);
        Map<String, String> uses = bundle instanceof Long id ? components.uses(id, name) : Map.of();
        return uses.getOrDefault(type.getSimpleName(), UNKNOWN);
    }
}
