// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.FreePort;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and variables as the documentation writes them, in the files of a home, under a running server. */
class ConfigurationFileIT {
    private static final String TFTP = "io.fairlead.tftp.server-default.cfg";
    private static final String EXPORT = "io.fairlead.export-default.cfg";
    private static final String ABSENT = "absent";

    @TempDir
    Path folder;

    private Path served;
    private ServeProcess server;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        Tools.require("curl");
        served = folder.resolve("served");
        Files.createDirectories(served.resolve("by-ip/127.0.0.1"));
        Files.writeString(served.resolve("by-ip/127.0.0.1/mine"), "mine");
        Files.writeString(served.resolve("all"), "all");
        Files.writeString(served.resolve("secret.txt"), "secret");
        Files.writeString(served.resolve("old.bak"), "bak");
        port = FreePort.find(); // one that stays when the configuration changes
        server = ServeProcess.start(served, folder.resolve("home"), "--tftp", String.valueOf(port));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aListOfFoldersWithAVariable() throws Exception {
        add(TFTP, "folders = /by-ip/$(ip), /");
        sees("mine", "mine");
        assertThat(tftp("127.0.0.1", "all")).isEqualTo("all");
    }

    @Test
    void aListOfAddressesAndOfNetworks() throws Exception {
        add(TFTP, "host = 127.0.0.1, 127.0.0.2");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tftp("127.0.0.2", "all")).isEqualTo("all"));
        add(TFTP, "allow = 10.0.0.0/8, 127.0.0.0/8");
        add(TFTP, "prefixes = /x/ -> /, /y/ -> refuse");
        sees("x/all", "all");
        assertThat(tftp("127.0.0.1", "y/all")).isEqualTo(ABSENT);
    }

    @Test
    void aListOfHiddenNames() throws Exception {
        assertThat(ftp("secret.txt")).isEqualTo("secret");
        add(EXPORT, "hidden = *.bak, secret*");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ftp("secret.txt")).isEqualTo(ABSENT));
        assertThat(ftp("old.bak")).isEqualTo(ABSENT);
        assertThat(ftp("all")).isEqualTo("all");
        assertThat(tftp("127.0.0.1", "old.bak")).isEqualTo(ABSENT);
    }

    private void add(String file, String line) throws IOException {
        Path path = folder.resolve("home/etc").resolve(file);
        Files.writeString(path, Files.readString(path) + "\n" + line + "\n");
    }

    private void sees(String name, String content) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tftp("127.0.0.1", name)).isEqualTo(content));
    }

    private String tftp(String address, String name) {
        return fetch("tftp://" + address + ":" + port + "/" + name);
    }

    private String ftp(String name) {
        return fetch(server.url("/" + name));
    }

    private String fetch(String url) {
        Tools.Result result = Tools.run(Duration.ofSeconds(30), folder, "curl", "-sS", "-m", "5", url);
        return result.exitCode() == 0 ? result.out() : ABSENT;
    }
}
