// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.server.Readiness.Listening;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What lets in more people than a password does, told at every start so that nobody has forgotten it. */
final class OpenSettings {
    private OpenSettings() {}

    /**
     * A line for each such setting.
     *
     * @param servers that listen
     * @param ftp the configurations of FTP servers that run
     */
    static List<String> of(List<Listening> servers, List<Map<String, Object>> ftp) {
        List<String> warnings = new ArrayList<>();
        for (Listening server : servers) {
            String which = server.protocol().toUpperCase(Locale.ROOT) + " on " + authority(server.address());
            if (server.address().getAddress().isAnyLocalAddress()) {
                warnings.add(which + " listens on every address of this machine");
            }
            if (server.protocol().equals("tftp")) {
                warnings.add(which + " knows no passwords: whoever reaches it reads every file served");
                if (server.writable()) {
                    warnings.add(which + " is writable: whoever reaches it changes files without a password");
                }
            }
            for (Map<String, Object> config : ftp) {
                if (server.protocol().equals("ftp") && server.name().equals(String.valueOf(config.get("name")))) {
                    ftp(which, server, config, warnings);
                }
            }
        }
        return warnings;
    }

    private static void ftp(String which, Listening server, Map<String, Object> config, List<String> warnings) {
        if (isTrue(config.get("anonymous"))) {
            warnings.add(which + " lets anybody in to read, as anonymous without a password");
        }
        if (isTrue(config.get("allowPlaintext"))
                && !server.address().getAddress().isLoopbackAddress()
                && !"required".equalsIgnoreCase(String.valueOf(config.get("tls")))) {
            warnings.add(which + " takes passwords in clear text from other machines");
        }
    }

    private static boolean isTrue(Object value) {
        return value != null && "true".equalsIgnoreCase(value.toString().strip());
    }

    private static String authority(InetSocketAddress address) {
        if (address.getAddress().isAnyLocalAddress()) {
            return "*:" + address.getPort();
        }
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
