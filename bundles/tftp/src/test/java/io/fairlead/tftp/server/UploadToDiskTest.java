// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T6 and T7 on a real folder: what is left of uploads, and where links lead. */
class UploadToDiskTest {
    @TempDir
    Path temporary;

    private Path root;
    private LocalStorage storage;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        Files.writeString(root.resolve("old"), "old");
        Files.writeString(temporary.resolve("secret"), "secret");
        storage = LocalStorage.open(LocalSettings.of(root));
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    /** How an upload comes to nothing. */
    enum End {
        ERROR,
        SILENCE,
        TOO_LARGE,
        TOO_LONG_A_BLOCK,
        SERVER_STOPS
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void halfAnUploadLeavesNothing(End end) throws Exception {
        for (String name : List.of("old", "new")) {
            for (boolean single : new boolean[] {false, true}) {
                try (var fixture = new ServerFixture(storage, b -> b.writes(WritePolicy.REPLACE)
                                .singlePort(single)
                                .timing(SILENT_SOON)
                                .limits(new Limits(10, 10, 1 << 24, 100, 100_000)));
                        var client = new RawClient(fixture.address())) {
                    half(client, name);
                    assertThat(files()).as("no name before the last block").doesNotContain("new");
                    assertThat(root.resolve("old")).hasContent("old");
                    end(end, fixture, client);
                    await().until(() -> fixture.server.sessions().isEmpty());
                }
                await().untilAsserted(() -> assertThat(files()).containsExactly("old"));
                assertThat(root.resolve("old")).hasContent("old");
            }
        }
    }

    private static final io.fairlead.tftp.transfer.Timing SILENT_SOON = new io.fairlead.tftp.transfer.Timing(
            java.time.Duration.ofMillis(50),
            java.time.Duration.ofMillis(20),
            java.time.Duration.ofMillis(200),
            java.time.Duration.ofMillis(400),
            5);

    private static void half(RawClient client, String name) throws IOException {
        client.request(RawClient.write(name, "blksize", "50000"));
        client.next();
        for (int block = 1; block <= 2; block++) {
            client.data(block, "x".repeat(50_000));
            while (!client.next().equals(new Acknowledgment(block))) {}
        }
    }

    private static void end(End end, ServerFixture fixture, RawClient client) throws IOException {
        switch (end) {
            case ERROR -> client.send(new ErrorPacket(3, "my disk is full"));
            case SILENCE -> {}
            case TOO_LARGE -> client.data(3, "x");
            case TOO_LONG_A_BLOCK -> client.data(3, "x".repeat(50_001));
            case SERVER_STOPS -> fixture.server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"link, false", "folder/secret, false", "inside, true"})
    void linksLeadNowhereOutside(String name, boolean inside) throws Exception { // T6
        Files.createSymbolicLink(root.resolve("link"), temporary.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder"), temporary);
        Files.createSymbolicLink(root.resolve("inside"), Path.of("old"));
        try (var fixture = new ServerFixture(storage, b -> b.writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.read(name));
            if (inside) {
                assertThat(client.rest(512)).asString().isEqualTo("old");
                return;
            }
            assertThat(((ErrorPacket) client.next()).code()).isIn(1, 2);
            client.request(RawClient.write(name));
            if (client.next() instanceof Acknowledgment) { // the link itself may be replaced
                client.data(1, "evil");
                client.next();
            }
            assertThat(temporary.resolve("secret")).hasContent("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uploadTakesItsNameWhole(boolean single) throws Exception {
        try (var fixture = new ServerFixture(
                        storage, b -> b.writes(WritePolicy.VERSIONED).singlePort(single));
                var client = new RawClient(fixture.address())) {
            half(client, "old");
            client.data(3, "end");
            while (!client.next().equals(new Acknowledgment(3))) {}
            assertThat(root.resolve("old")).hasContent("x".repeat(100_000) + "end");
            assertThat(root.resolve("old.~1~")).hasContent("old");
            await().untilAsserted(() -> assertThat(files()).containsExactly("old", "old.~1~"));
        }
    }

    @Test
    void fileThatCannotBeReadIsRefused() throws Exception {
        Files.createDirectory(root.resolve("d"));
        try (var fixture = new ServerFixture(storage, b -> b);
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.read("d"));
            assertThat(client.next()).isEqualTo(new ErrorPacket(2, "access violation"));
        }
    }
}
