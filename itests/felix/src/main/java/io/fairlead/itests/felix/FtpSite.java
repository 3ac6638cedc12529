// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.cm.Configuration;

/** A folder served by FTP, made of configurations and nothing else; all of them have one name. */
final class FtpSite {
    static final String STORAGE = "io.fairlead.storage.local";
    static final String EXPORT = "io.fairlead.export";
    static final String USERS = "io.fairlead.auth.users";
    static final String SERVER = "io.fairlead.ftp.server";

    /** A file of users with the one account of the tests, whose hash is as cheap as it is allowed; for SMB another one. */
    static final String ACCOUNT = "alice:$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
            + " nt=878d8014606cda29677a44efa1353fc7\n";

    private static final String USER = "alice";
    private static final String PASSWORD = "secret";

    private final Framework framework;
    private final String name;
    private final Path folder;
    private final int port;

    private FtpSite(Framework framework, String name, Path scratch) throws IOException {
        this.framework = framework;
        this.name = name;
        this.folder = Files.createDirectory(scratch.resolve(name));
        this.port = freePort();
    }

    /** Configures everything below {@code scratch}, and awaits the server and its export with the storage. */
    static FtpSite start(Framework framework, String name, Path scratch, Object... serverKeysAndValues)
            throws IOException {
        FtpSite site = new FtpSite(framework, name, scratch);
        site.configureStorage();
        site.configureExport();
        Path users = Files.writeString(scratch.resolve(name + ".users"), ACCOUNT);
        framework.configure(USERS, name, "name", name, "file", users.toString());
        site.configureServer(serverKeysAndValues);
        framework.service(Export.class, "(export.name=" + name + ")");
        site.server();
        return site;
    }

    Configuration configureStorage(Object... more) throws IOException {
        return framework.configure(STORAGE, name, with(more, "name", name, "path", folder.toString()));
    }

    Configuration configureExport(Object... more) throws IOException {
        return framework.configure(EXPORT, name, with(more, "name", name, "storage.target", storageFilter()));
    }

    /** Later keys go before earlier ones. */
    Configuration configureServer(Object... more) throws IOException {
        return framework.configure(
                SERVER,
                name,
                with(
                        more,
                        "name",
                        name,
                        "port",
                        port,
                        "export.target",
                        "(export.name=" + name + ")",
                        "authenticator.target",
                        "(authenticator.name=" + name + ")"));
    }

    private static Object[] with(Object[] more, Object... base) {
        List<Object> all = new ArrayList<>(List.of(base));
        all.addAll(List.of(more));
        return all.toArray();
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    String storageFilter() {
        return "(storage.name=" + name + ")";
    }

    String serverFilter() {
        return "(server.name=" + name + ")";
    }

    FileServer server() {
        return framework.service(FileServer.class, serverFilter());
    }

    String url(String path) {
        return "ftp://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port + path;
    }

    FtpPeer login() throws IOException {
        return FtpPeer.login(port, USER, PASSWORD);
    }

    Path write(String file, byte[] content) throws IOException {
        return Files.write(folder.resolve(file), content);
    }

    /** Every name in the folder, hidden or not. */
    List<String> names() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody has at the moment. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
