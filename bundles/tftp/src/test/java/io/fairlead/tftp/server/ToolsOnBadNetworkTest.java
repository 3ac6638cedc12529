// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import io.fairlead.testing.UnreliableRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients over a network that loses, doubles and reorders; their timers make it slow. */
@EnabledIfSystemProperty(named = "tftp.large", matches = "true", disabledReason = "takes minutes")
class ToolsOnBadNetworkTest {
    private static final UnreliableRelay.Faults FAULTS = new UnreliableRelay.Faults(3, 5, 5);

    @TempDir
    Path folder;

    static Stream<Arguments> tools() {
        return Tool.ALL.stream().flatMap(tool -> Stream.of(Arguments.of(tool, false), Arguments.of(tool, true)));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void everyFileArrivesAsItWas(Tool tool, boolean singlePort) throws Exception {
        Tools.require(tool.program());
        byte[] content = ServerFixture.random(30_000, 30);
        try (var fixture = new ServerFixture(b -> b.singlePort(singlePort)
                        .writes(WritePolicy.CREATE)
                        .timing(io.fairlead.tftp.transfer.Timing.DEFAULT));
                var relay = new UnreliableRelay(fixture.address(), FAULTS, tool.hashCode())) {
            fixture.file("/f", content);
            Path down = folder.resolve("down");
            tool.get("127.0.0.1", relay.address().getPort(), "f", down);
            assertThat(down).hasBinaryContent(content);
            tool.put("127.0.0.1", relay.address().getPort(), "u", Files.write(folder.resolve("up"), content));
            assertThat(fixture.content("/u")).isEqualTo(content);
        }
    }
}
