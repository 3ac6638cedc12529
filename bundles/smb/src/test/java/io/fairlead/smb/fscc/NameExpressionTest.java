// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameExpressionTest {
    /** What Windows makes of a DOS command's pattern: {@code *.*} is {@code <"*}, {@code a*.txt} is {@code a<.txt}. */
    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*, .hidden, true",
        "*.txt, a.txt, true",
        "*.txt, A.TXT, true",
        "*.txt, a.txt.bak, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "STRASSE, strasse, true",
        "grüße, GRÜßE, true",
        "<.txt, a.b.txt, true",
        "<.b, a.b.txt, false",
        "'<\"*', noext, true",
        "'<\"*', a.b, true",
        "'>>>', ab, true",
        "'>>>', abcd, false",
        "'a>.txt', a.txt, true",
        "'abc\"', abc, true",
        "'abc\"', abc., true",
        "'abc\"', abcd, false"
    })
    void matches(String pattern, String name, boolean expected) {
        assertThat(new NameExpression(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void takesTimeInProportionOnly() {
        assertThat(new NameExpression("*a".repeat(500)).matches("a".repeat(254) + "b"))
                .isFalse();
    }
}
