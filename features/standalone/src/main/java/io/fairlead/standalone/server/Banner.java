// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.Locales;
import io.fairlead.standalone.server.Readiness.Listening;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a person reads when the server is up: what to type to reach it.
 *
 * @param home of the server
 * @param accounts that may log in
 * @param folders that are served
 * @param shares names of what SMB serves
 * @param servers that listen
 * @param fingerprint SHA-256 of the certificate that this home has made for itself; empty if it has none
 * @param warnings about what is open
 */
record Banner(
        Path home,
        Accounts accounts,
        List<String> folders,
        List<String> shares,
        List<Listening> servers,
        Optional<String> fingerprint,
        List<String> warnings) {
    private static final int SMB_PORT = 445; // the only one that Windows before 11 24H2 knows

    void print(PrintStream out) {
        out.println();
        out.println("home     " + home);
        folders.forEach(folder -> out.println("files    " + folder));
        out.println(accounts.line());
        for (Listening server : servers) {
            switch (server.protocol()) {
                case "ftp" -> ftp(out, server.address());
                case "tftp" -> tftp(out, server);
                case "smb" -> smb(out, server.address());
                default -> out.println("\n" + server.protocol() + "  " + authority(server.address()));
            }
        }
        if (servers.stream().noneMatch(server -> server.protocol().equals("tftp"))) {
            out.println(
                    "\n  (TFTP is off. --tftp switches it on: it knows no passwords, so whoever reaches its port reads"
                            + " every file served)");
        }
        out.println();
        warnings.forEach(warning -> out.println("WARNING: " + warning));
        if (!warnings.isEmpty()) {
            out.println();
        }
        Locales.warning().ifPresent(warning -> out.println("Beware: " + warning + "\n"));
    }

    private void ftp(PrintStream out, InetSocketAddress address) {
        String url = "ftp://" + accounts.example() + "@" + authority(address) + "/";
        out.println();
        out.println("  curl -T FILE " + url);
        out.println("  lftp -u " + accounts.example().replace(':', ',') + " ftp://" + authority(address));
        out.println("  java -jar fairlead.jar ls " + url);
        fingerprint.ifPresent(sha256 -> out.println("  java -jar fairlead.jar ls --tls-fingerprint " + sha256 + " "
                + url.replace("ftp:", "ftps:") + "   (the certificate in the home's tls/)"));
        // by the name of ours that Commons VFS finds on the class path: ftp is the stock provider's, where it is there
        out.println("  VFS.getManager().resolveFile(\"fairlead-" + url + "\")");
    }

    private void tftp(PrintStream out, Listening server) {
        InetSocketAddress address = server.address();
        String url = "tftp://" + authority(address) + "/";
        out.println();
        out.println("  tftp -m binary " + host(address) + " " + address.getPort() + " -c get NAME");
        out.println("  curl -O " + url + "NAME");
        if (server.writable()) {
            out.println("  curl -T FILE " + url);
        }
        out.println("  java -jar fairlead.jar get " + url + "NAME");
        out.println("  VFS.getManager().resolveFile(\"" + url + "NAME\")");
        if (!server.writable()) {
            out.println("  (TFTP only reads here; --tftp-write lets it write)");
        }
        if (onlyHere(address) && servers.stream().anyMatch(other -> !onlyHere(other.address()))) {
            out.println("  (this machine only: TFTP knows no passwords; --allow-plaintext opens it beyond)");
        }
    }

    private void smb(PrintStream out, InetSocketAddress address) {
        String user = accounts.names().get(0);
        String share = shares.isEmpty() ? "SHARE" : shares.get(0);
        String host = host(address);
        int port = address.getPort();
        boolean usual = port == SMB_PORT;
        out.println();
        out.println("  smbclient" + (usual ? "" : " -p " + port) + " -U '"
                + accounts.example().replaceFirst(":", "%") + "' '//" + host + "/" + share + "'");
        out.println("  sudo mount -t cifs -o " + (usual ? "" : "port=" + port + ",") + "username=" + user + " '//"
                + host + "/" + share + "' /mnt");
        out.println("  smb://" + user + "@" + authority(address) + "/" + share.replace(" ", "%20")
                + "   (macOS Finder: Go > Connect to Server; GNOME Files: Other Locations)");
        out.println("  net use Z: \"\\\\" + host + "\\" + share + "\" /user:" + user
                + (usual ? "" : " /tcpport:" + port) + "   (Windows)");
        if (!usual) {
            out.println("  (/tcpport is of Windows 11 24H2 and Server 2025; before, Explorer and net use reach port 445"
                    + " only: --smb 445, on a machine that does not serve SMB itself)");
        }
        if (!accounts.ntlm()) {
            out.println("  (" + user + " has no NT hash, which SMB needs: --user " + user + ":PASSWORD makes one)");
        }
    }

    private static boolean onlyHere(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    /** Where it listens everywhere, this machine's name for itself. */
    private static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress().replaceFirst("%.*", "");
    }

    /** Host and port as in a URL. */
    private static String authority(InetSocketAddress address) {
        String host = host(address);
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
