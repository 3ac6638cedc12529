// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.Locales;
import io.fairlead.standalone.server.Readiness.Listening;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** What a person reads when the server is up: what to type to reach it. */
record Banner(Home home, Accounts accounts, List<Listening> servers) {
    void print(PrintStream out) {
        out.println();
        out.println("home     " + home.root());
        out.println(accounts.line());
        for (Listening server : servers) {
            if (server.protocol().equals("ftp")) {
                ftp(out, server.address());
            } else {
                out.println(server.protocol() + "      " + authority(server.address()));
            }
        }
        out.println();
        Locales.warning().ifPresent(warning -> out.println("Beware: " + warning + "\n"));
    }

    private void ftp(PrintStream out, InetSocketAddress address) {
        String url = "ftp://" + accounts.example() + "@" + authority(address) + "/";
        out.println();
        out.println("  curl -T FILE " + url);
        out.println("  lftp -u " + accounts.example().replace(':', ',') + " ftp://" + authority(address));
        out.println("  java -jar fairlead.jar ls " + url);
        out.println("  VFS.getManager().resolveFile(\"" + url + "\")");
    }

    /** Host and port as in a URL; where it listens everywhere, this machine's name for itself. */
    private static String authority(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text =
                host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress().replaceFirst("%.*", "");
        return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
    }
}
