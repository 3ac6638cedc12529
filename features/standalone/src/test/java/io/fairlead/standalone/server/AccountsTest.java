// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.auth.users.UsersFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    @TempDir
    Path folder;

    @Test
    void oneAccountIsMadeAndHasANewPasswordAtEachStart() throws Exception {
        Accounts first = Accounts.prepare(file(), List.of(), false);
        Accounts second = Accounts.prepare(file(), List.of(), false);
        assertThat(first.names()).containsExactly("fairlead").isEqualTo(second.names());
        assertThat(first.generated()).hasSizeGreaterThan(15).isNotEqualTo(second.generated());
        assertThat(Files.readString(file())).doesNotContain(second.generated());
        assertThat(second.line()).contains(second.generated());
    }

    @Test
    void accountsThatAPersonMadeStay() throws Exception {
        Accounts.prepare(file(), List.of("me:se:cret"), false);
        String before = Files.readString(file());
        Accounts later = Accounts.prepare(file(), List.of(), false);
        assertThat(later.names()).containsExactly("me");
        assertThat(later.generated()).isNull();
        assertThat(later.example()).isEqualTo("me:PASSWORD");
        assertThat(Files.readString(file())).isEqualTo(before).doesNotContain("cret");
    }

    @Test
    void anAccountOfAPersonTakesThePlaceOfTheGeneratedOne() throws Exception {
        Accounts.prepare(file(), List.of(), false);
        assertThat(Accounts.prepare(file(), List.of("me:x", "you:y"), false).names())
                .containsExactly("me", "you");
        assertThat(UsersFile.load(file()).find("fairlead")).isEmpty();
    }

    @Test
    void anNtHashIsMadeWhereSmbIsServedOnly() throws Exception {
        assertThat(Accounts.prepare(file(), List.of(), false).ntlm()).isFalse();
        assertThat(Files.readString(file())).doesNotContain("nt=");
        assertThat(Accounts.prepare(file(), List.of(), true).ntlm()).isTrue();
        assertThat(Files.readString(file())).contains("nt=");
        assertThat(Accounts.prepare(file(), List.of(), false).ntlm()).isFalse();
        assertThat(Files.readString(file())).doesNotContain("nt=");
        assertThat(Accounts.prepare(file(), List.of("me:x"), false).ntlm()).isFalse();
        assertThat(Accounts.prepare(file(), List.of(), true).ntlm())
                .as("a person's own password is not known")
                .isFalse();
        assertThat(Accounts.prepare(file(), List.of("me:x"), true).ntlm()).isTrue();
    }

    @Test
    void badNamesAndMissingPasswordsAreOneLine() {
        assertThatThrownBy(() -> Accounts.prepare(file(), List.of("a b:x"), false))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("a b");
        assertThatThrownBy(() -> Accounts.prepare(file(), List.of("me"), false))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("FAIRLEAD_PASSWORD");
    }

    private Path file() {
        return folder.resolve("users");
    }
}
