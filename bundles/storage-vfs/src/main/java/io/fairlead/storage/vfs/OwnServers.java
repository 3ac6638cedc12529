// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Collection;
import java.util.Optional;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.provider.LayeredFileName;

/**
 * Tells whether a URL leads to a server of this process. Its Export can be served directly; over the wire a storage might
 * lead to itself, and each mount would wait for another. A loop through another process is not seen.
 */
final class OwnServers {
    private OwnServers() {}

    /** What stands against the URL, in words; an archive counts as the place where it is. */
    static Optional<String> reachedBy(FileName url, Collection<FileServer> servers) {
        FileName name = url;
        while (name instanceof LayeredFileName layered) {
            name = layered.getOuterName();
        }
        if (!(name instanceof GenericFileName remote) || servers.isEmpty()) {
            return Optional.empty();
        }
        for (FileServer server : servers) {
            for (InetSocketAddress address : server.addresses()) {
                if (address.getPort() == remote.getPort() && isAt(remote.getHostName(), address)) {
                    return Optional.of(
                            "leads to the " + server.protocol() + " server " + server.name() + " of this very process");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAt(String host, InetSocketAddress address) {
        try {
            for (InetAddress named : InetAddress.getAllByName(host.replaceAll("^\\[|]$", ""))) {
                boolean here = named.isLoopbackAddress()
                        || named.isAnyLocalAddress()
                        || NetworkInterface.getByInetAddress(named) != null;
                boolean bound = address.getAddress().isAnyLocalAddress()
                        || named.isAnyLocalAddress()
                        || named.equals(address.getAddress());
                if (here && bound) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // nobody's name: nothing is reached by it
        }
    }
}
