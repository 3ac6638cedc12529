// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
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
        "[ab], a, false"
    })
    void matches(String pattern, String name, boolean expected) {
        assertThat(new Glob(pattern).test(name)).isEqualTo(expected);
    }
}
