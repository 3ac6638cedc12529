// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseFoldingTest {
    @ParameterizedTest
    @CsvSource({
        "README.txt, readme.TXT, true",
        "STRASSE, straße, false", // only full folding makes these one
        "\u1e9e, \u00df, true", // the capital sharp s
        "ΟΔΟΣ, οδος, true",
        "οδος, οδοσ, true", // final sigma
        "\u0130, i, false", // Turkish: capital i with dot
        "\u0131, I, false", // and small dotless i
        "\u0130, \u0131, false",
        "K, \u212a, true", // Kelvin
        "å, \u212b, true", // Ångström
        "s, \u017f, true", // long s
        "\u13a0, \uab70, true", // Cherokee A
        "\u13f0, \u13f8, true", // Cherokee YE
        "\u01c4, \u01c5, true", // DZ with caron, title case
        "\ud801\udc00, \ud801\udc28, true", // Deseret, beyond the first plane
        "caf\u00e9, cafe\u0301, false", // not normalised
        "ﬀ, ff, false",
        "'half \ud800', 'HALF \ud800', true",
    })
    void tellsWhatIsTheSame(String one, String other, boolean same) {
        assertThat(CaseFolding.fold(one).equals(CaseFolding.fold(other))).isEqualTo(same);
    }

    @Test
    void aFoldedNameStaysTheVerySame() {
        String name = "a name, häßlich 123";
        assertThat(CaseFolding.fold(name)).isSameAs(name);
    }

    @Test
    void foldingTwiceChangesNothing() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> CaseFolding.fold(CaseFolding.fold(c)) != CaseFolding.fold(c)))
                .isEmpty();
    }

    /** String.equalsIgnoreCase differs in nothing but the Turkish letters, on any version of Unicode. */
    @Test
    void differsFromTheJdkInTwoLetters() {
        List<Integer> differing = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (CaseFolding.fold(c) != Character.toLowerCase(Character.toUpperCase(c))) {
                differing.add(c);
            }
        }
        assertThat(differing).containsExactly(0x130, 0x131);
    }
}
