// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Tools;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients, beyond block 65,535. All of them both ways with {@code -Dtftp.large=true}; else two. */
class LargeFilesWithToolsTest {
    private static final int BYTES = 40_000_000;
    private static final Tool WINDOWS = Tool.atftp("atftp windows", 512, "--option windowsize_16 ");

    @TempDir
    Path folder;

    static Stream<Arguments> transfers() {
        if (!Boolean.getBoolean("tftp.large")) {
            return Stream.of(Arguments.of(Tool.ALL.get(0), true, false), Arguments.of(WINDOWS, false, true));
        }
        List<Tool> tools = Stream.concat(Tool.ALL.stream().filter(tool -> tool.blockBytes() == 512), Stream.of(WINDOWS))
                .toList();
        return tools.stream().flatMap(tool -> Stream.of(true, false)
                .flatMap(get -> Stream.of(Arguments.of(tool, get, false), Arguments.of(tool, get, true))));
    }

    @ParameterizedTest
    @MethodSource("transfers")
    void fortyMegabytesByBlocksOf512(Tool tool, boolean get, boolean singlePort) throws Exception {
        Tools.require(tool.program());
        byte[] content = ServerFixture.random(BYTES, 40);
        try (var fixture = new ServerFixture(
                b -> b.singlePort(singlePort).writes(WritePolicy.CREATE).timing(Timing.DEFAULT))) {
            Path local = folder.resolve("local");
            if (get) {
                fixture.file("/f", content);
                tool.get("127.0.0.1", fixture.port(), "f", local);
                assertThat(Files.mismatch(local, Files.write(folder.resolve("expected"), content)))
                        .isEqualTo(-1);
            } else {
                tool.put("127.0.0.1", fixture.port(), "f", Files.write(local, content));
                assertThat(fixture.content("/f")).isEqualTo(content);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "tftp.huge", matches = "true", disabledReason = "needs 10 GB of disk, and minutes")
    void fiveGibibytesArriveWhole() throws Exception {
        Tool tool = Tool.atftp("atftp", 65_464, "--option blksize_65464 --option windowsize_8 ");
        Tools.require(tool.program());
        Path root = Files.createDirectory(folder.resolve("root"));
        sparse(root.resolve("huge"), 5L << 30);
        try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                var fixture = new ServerFixture(
                        storage, b -> b.writes(WritePolicy.CREATE).timing(Timing.DEFAULT))) {
            Path local = folder.resolve("local");
            tool.get("127.0.0.1", fixture.port(), "huge", local);
            assertThat(Files.mismatch(root.resolve("huge"), local)).isEqualTo(-1);
            tool.put("127.0.0.1", fixture.port(), "up", local);
            assertThat(Files.mismatch(local, root.resolve("up"))).isEqualTo(-1);
        }
    }

    private static void sparse(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size; at += 1L << 30) {
                channel.write(java.nio.ByteBuffer.wrap(("mark at " + at).getBytes("US-ASCII")), Math.max(0, at - 7));
            }
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), size - 1);
        }
    }
}
