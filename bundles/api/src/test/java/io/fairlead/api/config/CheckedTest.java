// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CheckedTest {
    private enum Tls {
        OFF,
        OFFERED
    }

    @Test
    void whatIsRightIsReturned() {
        assertThat(Checked.text("name", " a b ", "a name")).isEqualTo("a b");
        assertThat(Checked.range("port", 0, 0, 1)).isZero();
        assertThat(Checked.range("port", 1, 0, 1)).isEqualTo(1);
        assertThat(Checked.atLeast("bytes", Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(Checked.choice("tls", " Offered ", Tls.class)).isEqualTo(Tls.OFFERED);
        assertThat(Checked.filter("export.target", "(export.name=a)", "(x=y)")).isEqualTo("(export.name=a)");
        assertThat(Checked.each("ports", new String[] {"1, 2"}, "numbers", Integer::valueOf))
                .containsExactly(1, 2);
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("name is empty; expected a name", () -> Checked.text("name", " ", "a name"));
        refused("port = 70000; expected 0 to 65535", () -> Checked.range("port", 70_000, 0, 65_535));
        refused("port = -1; expected 0 to 65535", () -> Checked.range("port", -1, 0, 65_535));
        refused("banSeconds = 0; expected 1 or more", () -> Checked.atLeast("banSeconds", 0, 1));
        refused("tls = maybe; expected one of off, offered", () -> Checked.choice("tls", "maybe", Tls.class));
        refused(
                "export.target = (; expected a filter such as (export.name=files)",
                () -> Checked.filter("export.target", "(", "(export.name=files)"));
        refused(
                "ports = x; expected numbers: For input string: \"x\"",
                () -> Checked.each("ports", new String[] {"1,x"}, "numbers", Integer::valueOf));
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
