// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserArgumentsTest {
    @Test
    void optionsStandAnywhere() {
        UserArguments given = UserArguments.parse(
                List.of("--authenticator", "users", "bob", "groups=x", "--password-file", "-", "home=/y"), "usage");
        assertThat(given).isEqualTo(new UserArguments("users", "-", "bob", List.of("groups=x", "home=/y")));
        assertThat(UserArguments.parse(List.of("bob"), "usage"))
                .isEqualTo(new UserArguments(null, null, "bob", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h bob", "--password bob", "bob --password-file"})
    void whatIsNotKnownGetsTheUsage(String line) {
        List<Object> words = line.isEmpty() ? List.of() : List.of((Object[]) line.split(" "));
        assertThatThrownBy(() -> UserArguments.parse(words, "usage")).hasMessage("usage");
    }
}
