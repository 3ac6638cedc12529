// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListValueTest {
    @Test
    void readsTheTextOfAFile() {
        assertThat(ListValue.of("*.bak, secret*")).containsExactly("*.bak", "secret*");
        assertThat(ListValue.of("10.0.0.0/8,127.0.0.0/8 ,")).containsExactly("10.0.0.0/8", "127.0.0.0/8");
        assertThat(ListValue.of("/a b/ -> /c d/")).containsExactly("/a b/ -> /c d/");
    }

    @Test
    void readsTheArrayOfAForm() {
        assertThat(ListValue.of("a", " b ", "", "a")).containsExactly("a", "b");
        assertThat(ListValue.of("a, b", "c")).containsExactly("a", "b", "c");
        assertThat(ListValue.of((String[]) null)).isEmpty();
        assertThat(ListValue.of()).isEmpty();
        assertThat(ListValue.of("  ,, ")).isEmpty();
    }

    @Test
    void takesACommaBehindABackslash() {
        assertThat(ListValue.of("Smith\\, J*, x")).containsExactly("Smith, J*", "x");
        assertThat(ListValue.of("a\\b, c\\")).containsExactly("a\\b", "c\\");
    }
}
