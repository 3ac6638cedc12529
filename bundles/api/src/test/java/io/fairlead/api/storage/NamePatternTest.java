// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, abc, true",
        "a*, abc, true",
        "*c, abc, true",
        "a*c, abc, true",
        "a*c, ac, true",
        "a*b, abc, false",
        "?, a, true",
        "?, '', false",
        "?, ab, false",
        "a?c, abc, true",
        "*.txt, a.txt, true",
        "*.txt, a.txt.gz, false",
        "*a*b*, xaxbx, true",
        "*a*b*, xbxax, false",
        "**, a, true",
        "abc, abc, true",
        "abc, ab, false",
        "'', '', true",
        "[ab], a, true",
        "[ab], c, false",
        "[ab], ab, false",
        "x[0-9]y, x5y, true",
        "x[0-9]y, xay, false",
        "[a-cx-z]*, yes, true",
        "[a-cx-z]*, no, false",
        "[!ab]?, cd, true",
        "[!ab]?, ad, false",
        "[^ab], c, true",
        "[]], ], true",
        "[!]], ], false",
        "[!]], x, true",
        "[]-a], ^, true",
        "[a-], -, true",
        "[-a], -, true",
        "[ab, '[ab', true",
        "[ab, a, false",
        "[], [], true",
        "[!], [!], true",
        "*[0-9].txt, a1b2.txt, true",
        "*[0-9].txt, a1b.txt, false",
        "[b-a], a, false",
        "?, 😀, true",
        "[😀-😂], 😁, true",
        "*😁, 😀😁, true"
    })
    void matchesAsShellsDo(String pattern, String name, boolean expected) {
        assertThat(NamePattern.shell(pattern).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "*[", "[]", "*a[x-y]"})
    void aLongPatternTakesNoLongerThanPatternTimesName(String piece) {
        String pattern = piece.repeat(8000 / piece.length());
        NamePattern glob = NamePattern.shell(pattern);
        for (int i = 0; i < 50; i++) {
            assertThat(glob.matches("a".repeat(255))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"a*, true", "?, true", "[a], true", "[a, false", "a], false", "a]b[, false", "abc, false"})
    void isOneOrNot(String name, boolean glob) {
        assertThat(NamePattern.isPattern(name)).isEqualTo(glob);
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*.tmp, .TMP, true",
        "*.TMP, a.tmp, true",
        "*.tmp, a.tmp.txt, false",
        "~?*, ~a, true",
        "~?*, ~, false",
        "a*b*c, aXbXbXc, true",
        "a*b*c, aXbXbX, false",
        "[a], [A], true",
        "[a], a, false",
        "ÄÖ*, äöü, true",
        "ς, σ, true",
        "𐐀?, 𐐨a, true"
    })
    void matchesWithoutRegardToCase(String pattern, String name, boolean expected) {
        assertThat(NamePattern.ignoringCase(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void manyStarsTakeNoLongerThanPatternTimesName() {
        assertThat(NamePattern.ignoringCase("*a".repeat(50)).matches("a".repeat(5000) + "b"))
                .isFalse();
    }

    @Test
    void refusesWhatNoNameCanFit() {
        assertThatThrownBy(() -> NamePattern.ignoringCase("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamePattern.ignoringCase("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isEqualByTextAndKind() {
        assertThat(NamePattern.shell("a*")).isEqualTo(NamePattern.shell("a*")).hasToString("a*");
        assertThat(NamePattern.shell("a*")).isNotEqualTo(NamePattern.ignoringCase("a*"));
    }
}
