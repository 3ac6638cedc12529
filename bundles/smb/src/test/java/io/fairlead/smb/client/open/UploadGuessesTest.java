// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadGuessesTest {
    private final UploadGuesses guesses = new UploadGuesses();

    @Test
    void triesLessAndLessOftenWhereNamesAreTaken() {
        List<Integer> tried = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (guesses.isTried("share\\d")) {
                tried.add(i);
                guesses.taken("share\\d");
            }
        }
        assertThat(tried).containsExactly(0, 2, 5, 10, 19, 36, 69, 134, 199, 264);
        assertThat(guesses.isTried("share\\other")).isTrue();
        guesses.free("share\\d");
        assertThat(guesses.isTried("share\\d")).isTrue();
        assertThat(guesses.isTried("share\\d")).isTrue();
    }

    @Test
    void remembersSomeFoldersOnly() {
        for (int i = 0; i < 1000; i++) {
            guesses.taken("share\\" + i);
        }
        assertThat(guesses.isTried("share\\0")).isTrue();
        assertThat(guesses.isTried("share\\999")).isFalse();
    }
}
