// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.SmbServer;
import io.fairlead.standalone.CommandRun;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on {@code smb://} URLs of a server in this process. */
class SmbCommandsTest {
    @TempDir
    Path served;

    @TempDir
    Path local;

    @TempDir
    Path accounts;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private LocalStorage storage;
    private UsersAuthenticator users;
    private SmbServer server;

    @BeforeEach
    void start() throws IOException {
        UsersFile file = UsersFile.load(accounts.resolve("users"));
        file.add("me", "sec:ret@%/".toCharArray(), UserOptions.parse("").withNtlm(true));
        file.save();
        users = new UsersAuthenticator(UsersSettings.of(accounts.resolve("users")), () -> LoginThrottle.NONE);
        storage = LocalStorage.open(LocalSettings.of(served));
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share(
                        "files",
                        Exports.over(storage)
                                .name("files")
                                .caseInsensitive(true)
                                .build())
                .authenticator(users)
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close(true);
        endpoints.close();
        users.close();
        storage.close();
    }

    private String server(String user) {
        return "smb://" + user + "@127.0.0.1:" + server.addresses().get(0).getPort() + "/";
    }

    private String url(String path) {
        return server("DOMAIN;me:sec%3Aret%40%25%2F") + "files/" + path;
    }

    @Test
    void putsAndGetsWholeFiles() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(local.resolve("ä b%#;@ 日本.bin"), content);
        succeeds("put", file, url(""));
        assertThat(served.resolve("ä b%#;@ 日本.bin")).hasBinaryContent(content);
        succeeds("get", url("ä%20b%25%23;@%20日本.bin"), local.resolve("back"));
        assertThat(local.resolve("back")).hasBinaryContent(content);
        succeeds("cp", url("ä%20b%25%23;@%20日本.bin"), url("copy"));
        assertThat(served.resolve("copy")).hasBinaryContent(content);
        assertThat(succeeds("sha256", url("copy")).out().substring(0, 64))
                .isEqualTo(succeeds("sha256", file).out().substring(0, 64));
    }

    @Test
    void listsSharesAndFolders() throws IOException {
        Files.writeString(served.resolve("a"), "hello");
        Files.createDirectory(served.resolve("d"));
        assertThat(succeeds("ls", server("me:sec%3Aret%40%25%2F")).out()).contains("files");
        assertThat(succeeds("ls", url("")).out()).contains("a", "d");
        assertThat(succeeds("cat", url("a")).out()).isEqualTo("hello");
        assertThat(succeeds("stat", url("a")).out()).contains("type:     file\nsize:     5 bytes\n");
        assertThat(succeeds("stat", url("d")).out()).contains("type:     folder");
    }

    @Test
    void syncsTreesBothWays() throws IOException {
        Files.createDirectories(local.resolve("tree/below"));
        Files.writeString(local.resolve("tree/one"), "1");
        Files.writeString(local.resolve("tree/below/two"), "22");
        succeeds("sync", local.resolve("tree") + "/", url("there/"));
        assertThat(served.resolve("there/below/two")).hasContent("22");
        succeeds("sync", url("there/"), local.resolve("back") + "/");
        assertThat(local.resolve("back/one")).hasContent("1");
        succeeds("mv", url("there/one"), url("there/uno"));
        succeeds("mkdir", url("there/new"));
        succeeds("rm", "-r", url("there"));
        assertThat(served.resolve("there")).doesNotExist();
    }

    @Test
    void failuresAreOneLine() {
        fails("no such file", "cat", url("none"));
        fails("LOGON_FAILURE", "ls", server("me:wrong-secret") + "files");
        fails("would be a share", "put", local.resolve("x"), server("me:sec%3Aret%40%25%2F") + "none/x");
    }

    private void fails(String why, Object... arguments) {
        if (arguments[0].equals("put")) {
            succeedsLocally(arguments[1]);
        }
        CommandRun run = run(arguments);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains(why)
                .doesNotContain("secret")
                .doesNotContain("sec%3A")
                .doesNotContain("sec:ret");
    }

    private static void succeedsLocally(Object file) {
        try {
            Files.writeString((Path) file, "x");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CommandRun succeeds(Object... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }
}
