// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients: tftp-hpa, curl, busybox and atftp, reading and writing, with a socket per transfer and on one port. */
class ToolsTest {
    @TempDir
    Path folder;

    static Stream<Arguments> tools() {
        return Tool.ALL.stream().flatMap(tool -> Stream.of(Arguments.of(tool, false), Arguments.of(tool, true)));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void everySizeArrivesAsItWas(Tool tool, boolean singlePort) throws Exception {
        Tools.require(tool.program());
        try (var fixture =
                new ServerFixture(builder -> builder.singlePort(singlePort).writes(WritePolicy.REPLACE))) {
            int block = tool.blockBytes();
            for (int size : new int[] {0, 1, block, 8 * block, 200_000}) {
                byte[] content = ServerFixture.random(size, size);
                Path local = folder.resolve("down" + size);
                fixture.file("/f" + size, content);
                tool.get("127.0.0.1", fixture.port(), "f" + size, local);
                assertThat(Files.exists(local) ? Files.readAllBytes(local) : new byte[0]) // curl makes no empty file
                        .as("get %d", size)
                        .isEqualTo(content);
                Path up = Files.write(folder.resolve("up"), content);
                tool.put("127.0.0.1", fixture.port(), "u" + size, up);
                assertThat(fixture.content("/u" + size)).as("put %d", size).isEqualTo(content);
            }
            assertThat(fixture.server.counters().failed()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void overIpv6Too(Tool tool, boolean singlePort) throws Exception {
        Tools.require(tool.program());
        try (var fixture = new ServerFixture(builder -> builder.address(new InetSocketAddress("::1", 0))
                .singlePort(singlePort)
                .writes(WritePolicy.CREATE))) {
            byte[] content = ServerFixture.random(100_000, 6);
            Path up = Files.write(folder.resolve("up"), content);
            tool.put("::1", fixture.port(), "u", up);
            assertThat(fixture.content("/u")).isEqualTo(content);
            tool.get("::1", fixture.port(), "u", folder.resolve("down"));
            assertThat(folder.resolve("down")).hasBinaryContent(content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tftp, tftp -m ascii 127.0.0.1 %1$s -c get a %2$s, tftp -m ascii 127.0.0.1 %1$s -c put %2$s b",
        "curl, curl -sS -o %2$s tftp://127.0.0.1:%1$s/a;mode=netascii, curl -sS -T %2$s tftp://127.0.0.1:%1$s/b;mode=netascii",
        "atftp, atftp --option mode_netascii -g -r a -l %2$s 127.0.0.1 %1$s, atftp --option mode_netascii -p -r b -l %2$s"
                + " 127.0.0.1 %1$s"
    })
    void linesAreConverted(String program, String get, String put) throws Exception { // T10
        Tools.require(program);
        String text = "one\ntwo\n\n".repeat(3000);
        String wire = text.replace("\n", "\r\n");
        try (var fixture = new ServerFixture(builder -> builder.writes(WritePolicy.CREATE))) {
            fixture.file("/a", text);
            Path down = folder.resolve("down");
            Tool.run(String.format(get, fixture.port(), down));
            assertThat(Files.readString(down)).isIn(text, wire); // curl and atftp 0.8 keep what is on the wire
            Path up = Files.writeString(folder.resolve("up"), text, StandardCharsets.US_ASCII);
            Tool.run(String.format(put, fixture.port(), up));
            assertThat(fixture.content("/b")).asString().isEqualTo(text);
        }
    }
}
