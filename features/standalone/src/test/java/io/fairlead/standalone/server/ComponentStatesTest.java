// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComponentStatesTest {
    @Test
    void theInnermostMessageIsTheReason() {
        String trace =
                """
                java.lang.reflect.InvocationTargetException
                \tat java.base/java.lang.Thread.run(Thread.java:840)
                Caused by: java.io.UncheckedIOException: outer
                \t... 3 more
                Caused by: java.net.BindException: 127.0.0.1:2121: Address already in use
                \t... 5 more
                """;
        assertThat(ComponentStates.cause(trace)).isEqualTo("127.0.0.1:2121: Address already in use");
        assertThat(ComponentStates.cause("java.lang.IllegalArgumentException: port = 7; expected 0\n\tat x"))
                .isEqualTo("port = 7; expected 0");
    }
}
