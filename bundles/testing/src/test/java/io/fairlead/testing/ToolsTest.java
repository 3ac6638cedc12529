// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ToolsTest {
    @Test
    void skipsOrFailsWithoutTheProgram() {
        Class<? extends Throwable> expected =
                "true".equals(System.getenv("CI")) ? AssertionError.class : TestAbortedException.class;
        assertThatThrownBy(() -> Tools.require("no-such-program-anywhere"))
                .isInstanceOf(expected)
                .hasMessageContaining("no-such-program-anywhere");
    }

    @Test
    void givesWhatAProgramPrints() {
        Tools.require("sh");
        Tools.Result result = Tools.run("sh", "-c", "echo out; echo err >&2; exit 3");
        assertThat(result).isEqualTo(new Tools.Result(3, "out\n", "err\n"));
        assertThatThrownBy(result::succeeded).isInstanceOf(AssertionError.class).hasMessageContaining("err");
        assertThat(Tools.run("sh", "-c", "cat").succeeded().out()).isEmpty();
    }

    @Test
    void endsAProgramThatHangs() {
        Tools.require("sh", "sleep");
        assertThatThrownBy(() -> Tools.run(Duration.ofMillis(200), Path.of("."), "sh", "-c", "echo begun; sleep 60"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("begun");
    }
}
