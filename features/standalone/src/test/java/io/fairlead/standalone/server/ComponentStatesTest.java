// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComponentStatesTest {
    @Test
    void theFirstMessageIsTheReason() {
        String trace =
                """
                java.lang.reflect.InvocationTargetException
                \tat java.base/java.lang.Thread.run(Thread.java:840)
                Caused by: java.io.IOException: cannot listen on 127.0.0.1:2121: Address already in use
                \t... 3 more
                Caused by: java.net.BindException: Address already in use
                \t... 5 more
                """;
        assertThat(ComponentStates.cause(trace)).isEqualTo("cannot listen on 127.0.0.1:2121: Address already in use");
        assertThat(ComponentStates.cause("java.lang.IllegalArgumentException: port = 7; expected 0\n\tat x"))
                .isEqualTo("port = 7; expected 0");
        assertThat(ComponentStates.cause("java.lang.NullPointerException\n\tat x"))
                .contains("fairlead.log");
    }
}
