// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients: tftp-hpa, curl, busybox and atftp, reading and writing, with a socket per transfer and on one port. */
class ToolsTest {
    private static final int[] SIZES = {0, 1, 511, 512, 513, 1024, 65_536, 1_000_000};

    @TempDir
    Path folder;

    /** Options as a shell writes them; {@code %s} are: port, remote name, local name. */
    private record Tool(String name, String program, String get, String put) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> tools() {
        return Stream.of(
                        new Tool(
                                "tftp-hpa",
                                "tftp",
                                "tftp -m binary 127.0.0.1 %1$s -c get %2$s %3$s",
                                "tftp -m binary 127.0.0.1 %1$s -c put %3$s %2$s"),
                        new Tool(
                                "curl",
                                "curl",
                                "curl -sS -o %3$s tftp://127.0.0.1:%1$s/%2$s",
                                "curl -sS -T %3$s tftp://127.0.0.1:%1$s/%2$s"),
                        new Tool(
                                "curl 1468",
                                "curl",
                                "curl -sS --tftp-blksize 1468 -o %3$s tftp://127.0.0.1:%1$s/%2$s",
                                "curl -sS --tftp-blksize 1468 -T %3$s tftp://127.0.0.1:%1$s/%2$s"),
                        new Tool(
                                "curl plain",
                                "curl",
                                "curl -sS --tftp-no-options -o %3$s tftp://127.0.0.1:%1$s/%2$s",
                                "curl -sS --tftp-no-options -T %3$s tftp://127.0.0.1:%1$s/%2$s"),
                        new Tool(
                                "busybox",
                                "busybox",
                                "busybox tftp -g -r %2$s -l %3$s 127.0.0.1 %1$s",
                                "busybox tftp -p -r %2$s -l %3$s 127.0.0.1 %1$s"),
                        new Tool(
                                "busybox 65464",
                                "busybox",
                                "busybox tftp -g -b 65464 -r %2$s -l %3$s 127.0.0.1 %1$s",
                                "busybox tftp -p -b 65464 -r %2$s -l %3$s 127.0.0.1 %1$s"),
                        new Tool(
                                "atftp window 8",
                                "atftp",
                                "atftp --option blksize_1428 --option windowsize_8 -g -r %2$s -l %3$s 127.0.0.1 %1$s",
                                "atftp --option blksize_1428 --option windowsize_8 -p -r %2$s -l %3$s 127.0.0.1 %1$s"))
                .flatMap(tool -> Stream.of(Arguments.of(tool, false), Arguments.of(tool, true)));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void everySizeArrivesAsItWas(Tool tool, boolean singlePort) throws Exception {
        Tools.require(tool.program);
        try (var fixture =
                new ServerFixture(builder -> builder.singlePort(singlePort).writes(WritePolicy.REPLACE))) {
            for (int size : SIZES) {
                byte[] content = ServerFixture.random(size, size);
                Path local = folder.resolve("down" + size);
                fixture.file("/f" + size, content);
                run(tool.get, fixture.port(), "f" + size, local);
                assertThat(Files.exists(local) ? Files.readAllBytes(local) : new byte[0]) // curl makes no empty file
                        .as("get %d", size)
                        .isEqualTo(content);
                Path up = Files.write(folder.resolve("up"), content);
                run(tool.put, fixture.port(), "u" + size, up);
                assertThat(fixture.content("/u" + size)).as("put %d", size).isEqualTo(content);
            }
            assertThat(fixture.server.counters().failed()).isZero();
        }
    }

    private static void run(String command, int port, String remote, Path local) {
        List<String> words = Stream.of(
                        String.format(command, port, remote, local).split(" "))
                .map(word -> word.replaceFirst("^(blksize|windowsize)_", "$1 "))
                .toList();
        Tools.run(words.toArray(String[]::new)).succeeded();
    }
}
