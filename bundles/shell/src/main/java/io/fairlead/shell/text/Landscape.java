// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.Connector;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.util.List;

/**
 * What there is at one moment.
 *
 * @param storages other than exports, which are storages by type
 * @param bans of every throttle
 * @param problems what is configured and does not run, a line each
 */
record Landscape(
        List<Found<FileServer>> servers,
        List<Found<Export>> exports,
        List<Found<Storage>> storages,
        List<Found<Authenticator>> authenticators,
        List<Found<Connector>> connectors,
        List<LoginThrottle.Ban> bans,
        List<String> problems) {

    Choice<Found<FileServer>> serverChoice() {
        Choice<Found<FileServer>> choice = new Choice<>("server");
        for (Found<FileServer> found : servers) {
            String protocol = found.property(FileServer.PROTOCOL);
            String name = found.property(FileServer.NAME);
            choice.add(found, protocol + "/" + name, name, protocol);
        }
        return choice;
    }

    Choice<Found<Export>> exportChoice() {
        Choice<Found<Export>> choice = new Choice<>("export");
        exports.forEach(found -> choice.add(found, found.property(Export.NAME)));
        return choice;
    }
}
