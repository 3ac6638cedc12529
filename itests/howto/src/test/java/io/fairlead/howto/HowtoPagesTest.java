// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page shows a source file as {@code <!-- source: path -->} followed by a code block: both must be the same. */
class HowtoPagesTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern SHOWN =
            Pattern.compile("<!-- source: (\\S+) -->\\R```(?:java|xml)\\R(.*?)\\R```\\R", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"storage-howto.md", "authenticator-howto.md", "protocols/tftp.md", "vfs.md"})
    void examplesAreTheCompiledOnes(String page) throws IOException {
        String text = Files.readString(PROJECT.resolve("docs").resolve(page));
        var shown = SHOWN.matcher(text).results().toList();
        assertThat(shown).as("examples in " + page).isNotEmpty();
        for (MatchResult example : shown) {
            assertThat(example.group(2))
                    .as(example.group(1) + " in " + page)
                    .isEqualTo(
                            Files.readString(PROJECT.resolve(example.group(1))).strip());
        }
    }
}
