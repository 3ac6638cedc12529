// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewPasswordTest {
    private final Typing typing = new Typing();

    @TempDir
    Path folder;

    /** A terminal at which somebody has typed already. */
    private static final class Typing implements NewPassword.Terminal {
        final Queue<String> lines = new ArrayDeque<>();
        final List<String> prompts = new ArrayList<>();
        boolean hides = true;
        byte[] piped = {};

        @Override
        public boolean hidesWhatIsTyped() {
            return hides;
        }

        @Override
        public String ask(String prompt) {
            prompts.add(prompt);
            return lines.poll();
        }

        @Override
        public InputStream input() {
            return new ByteArrayInputStream(piped);
        }
    }

    @Test
    void isAskedForTwice() throws IOException {
        typing.lines.addAll(List.of("secret", "secret", "secret", "other", "", ""));
        assertThat(new NewPassword("bob", null).from(typing)).containsExactly("secret".toCharArray());
        assertThat(typing.prompts).containsExactly("New password of bob: ", "Again: ");
        assertThatThrownBy(() -> new NewPassword("bob", null).from(typing)).hasMessage("the two passwords differ");
        assertThatThrownBy(() -> new NewPassword("bob", null).from(typing)).hasMessage("no password was typed");
        assertThatThrownBy(() -> new NewPassword("bob", null).from(typing)).hasMessage("no password was typed");
    }

    @Test
    void isNotAskedForWhereItWouldBeShown() {
        typing.hides = false;
        assertThatThrownBy(() -> new NewPassword("bob", null).from(typing)).hasMessageContaining("--password-file");
        assertThat(typing.prompts).isEmpty();
    }

    @Test
    void isTheFirstLineOfAFileOrOfTheInput() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "p\u00e4ss word\r\nsecond\n");
        assertThat(new NewPassword("bob", file.toString()).from(typing))
                .containsExactly("p\u00e4ss word".toCharArray());
        typing.piped = "piped".getBytes(StandardCharsets.UTF_8);
        assertThat(new NewPassword("bob", "-").from(typing)).containsExactly("piped".toCharArray());
        assertThat(typing.prompts).isEmpty();
    }

    @Test
    void aFirstLineThatIsNoneIsRefused() throws IOException {
        typing.piped = new byte[] {'\n', 'x'};
        assertThatThrownBy(() -> new NewPassword("bob", "-").from(typing)).hasMessageContaining("is empty");
        typing.piped = new byte[5000];
        assertThatThrownBy(() -> new NewPassword("bob", "-").from(typing)).hasMessageContaining("too long");
        typing.piped = new byte[] {(byte) 0xff};
        assertThatThrownBy(() -> new NewPassword("bob", "-").from(typing)).hasMessageContaining("UTF-8");
    }
}
