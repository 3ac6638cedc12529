// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.export.Export;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.state.Share;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import io.fairlead.storage.local.snapshot.SnapshotNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A server over a folder on disk, with the users {@code torture1} and {@code torture2}; the share is called {@code share}, and
 * {@code hideunread} where it hides what one may not read; in {@code noperm} nothing may be changed, and in {@code links} no symbolic link is followed. What is
 * in {@code snapshots/@GMT-...}, if there is such a folder at the start, is an earlier state of it. As
 * a program it serves until it is killed: arguments are the folder, the port, and whether signing is required.
 */
public final class Served implements AutoCloseable {
    public static final String USER = "torture1";
    public static final String PASSWORD = "Passw0rd!1";

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final LocalStorage storage;
    private final UsersAuthenticator users;
    private final Export export;
    private final UnaryOperator<SmbSettings> settings;
    private final UnaryOperator<SmbServerBuilder> more;
    private SmbServer server;

    public Served(Path folder, int port, UnaryOperator<SmbSettings> settings) throws Exception {
        this(folder, port, settings, builder -> builder);
    }

    public Served(Path folder, int port, UnaryOperator<SmbSettings> settings, UnaryOperator<SmbServerBuilder> more)
            throws Exception {
        Files.createDirectories(folder.resolve("files"));
        Path accounts = folder.resolve("users");
        if (!Files.exists(accounts)) {
            UsersFile file = UsersFile.load(accounts);
            UserOptions ntlm = UserOptions.parse("").withNtlm(true);
            file.add(USER, PASSWORD.toCharArray(), ntlm);
            file.add("torture2", "Passw0rd!2".toCharArray(), ntlm);
            file.save();
        }
        users = new UsersAuthenticator(UsersSettings.of(accounts), () -> LoginThrottle.NONE);
        storage = LocalStorage.open(LocalSettings.of(folder.resolve("files"))
                .withSync(LocalSettings.Sync.NONE)
                .withSnapshots(snapshots(folder)));
        export = Exports.over(storage).name("share").caseInsensitive(true).build();
        this.settings = settings;
        this.more = more;
        server = start(port);
    }

    private static Optional<SnapshotFolder> snapshots(Path folder) {
        SnapshotNames names = SnapshotNames.of(SnapshotNames.DEFAULT);
        return Files.isDirectory(folder.resolve("snapshots"))
                ? Optional.of(SnapshotFolder.of(folder, "snapshots/*", Optional.of(names)))
                : Optional.empty();
    }

    private SmbServer start(int port) throws IOException {
        return more.apply(SmbServer.builder(endpoints).authenticator(users))
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .share("share", export)
                .share(Share.of("hideunread", () -> Optional.of(export))
                        .withRules(Share.Rules.NONE.withHideUnreadable(true)))
                .share(Share.of("noperm", () -> Optional.of(export))
                        .withRules(new Share.Rules(false, true, Set.of(), 0).withHideUnreadable(true)))
                .share(Share.of("links", () -> Optional.of(export)).withRules(Share.Rules.NONE.withFollowLinks(false)))
                .settings(given -> settings.apply(given.withDrain(Duration.ofSeconds(5))))
                .start();
    }

    /** One more server over the same files, of which nothing may be changed. */
    SmbServer readOnly(String share) throws IOException {
        Export refusing = Exports.over(storage)
                .name("readOnly")
                .readOnly(true)
                .caseInsensitive(true)
                .build();
        return SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share(share, refusing)
                .authenticator(users)
                .settings(given -> settings.apply(given.withName("readOnly").withDrain(Duration.ofSeconds(5))))
                .start();
    }

    /** Another server in its place, over the same Export. */
    public void restart() throws IOException {
        server.close(true);
        server = start(0);
    }

    public int port() {
        return server.addresses().get(0).getPort();
    }

    public io.fairlead.api.auth.Authenticator users() {
        return users;
    }

    public SmbServer server() {
        return server;
    }

    public Export export() {
        return export;
    }

    @Override
    public void close() throws Exception {
        server.close(true);
        endpoints.close();
        users.close();
        storage.close();
    }

    public static void main(String[] args) throws Exception {
        boolean signing = args.length < 3 || Boolean.parseBoolean(args[2]);
        var served = new Served(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                given -> given.withSecurity(given.security().withSigningRequired(signing)));
        System.out.println("READY " + served.port());
        Thread.currentThread().join();
    }
}
