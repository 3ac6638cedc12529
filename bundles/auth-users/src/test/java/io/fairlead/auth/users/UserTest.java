// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity.Limits;
import io.fairlead.api.auth.Right;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTest {
    private static final String HASH = "$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

    @Test
    void aLineOfHtpasswdIsAUserWithEveryRight() {
        User user = User.parse("alice:" + HASH);
        assertThat(user.name()).isEqualTo("alice");
        assertThat(user.options()).isEqualTo(UserOptions.DEFAULT);
        assertThat(user.identity().rights()).isEqualTo(EnumSet.allOf(Right.class));
        assertThat(user.passwordKind()).contains("2y");
        assertThat(user.line()).isEqualTo("alice:" + HASH);
        assertThat(user.toString()).isEqualTo("User[alice]");
    }

    @Test
    void everyOptionReadsAndWrites() {
        String line = "Jürgen.x-1@example+a:" + HASH
                + " groups=dev,staff home=\"/my files/a\\\"b\" rights=list,read sessions=3 up=10M down=1500"
                + " nt=a4f49c406510bdcab6824ee7c30fd852 disabled generated";
        User user = User.parse(line);
        UserOptions options = user.options();
        assertThat(options.groups()).containsExactly("dev", "staff");
        assertThat(options.home()).hasToString("/my files/a\"b");
        assertThat(options.rights()).containsExactlyInAnyOrder(Right.LIST, Right.READ);
        assertThat(options.limits()).isEqualTo(new Limits(3, 10 << 20, 1500));
        assertThat(options.disabled()).isTrue();
        assertThat(options.generated()).isTrue();
        assertThat(options.ntlm()).isTrue();
        assertThat(user.line()).isEqualTo(line);
        assertThat(user.identity().home()).isEqualTo(options.home());
        assertThat(options.toString()).doesNotContain("a4f4");
    }

    @Test
    void anNtHashIsAskedForWithANewAccountOnly() {
        assertThat(UserOptions.parse("groups=staff ntlm").ntlm()).isTrue();
        assertThat(UserOptions.parse("groups=staff").ntlm()).isFalse();
        assertThatThrownBy(() -> User.parse("bob:* ntlm")).hasMessageContaining("unknown option");
    }

    @Test
    void aStarIsNoPassword() {
        assertThat(User.parse("bob:*\trights=none")).satisfies(user -> {
            assertThat(user.passwordHash()).isNull();
            assertThat(user.options().rights()).isEmpty();
            assertThat(user.line()).isEqualTo("bob:* rights=none");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up=1", "up=1K", "up=1025", "up=3G", "down=1048577", "sessions=1024", "home=/a\\b", "groups=a"})
    void optionsKeepTheirForm(String text) {
        assertThat(UserOptions.parse(UserOptions.parse(text).toString())).isEqualTo(UserOptions.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alice                        | no colon; expected name:hash, then options",
                "alice:                       | password hash of an unknown kind",
                "alice:secret                 | password hash of an unknown kind",
                ":*                           | user name \"\" is not valid",
                "-a:*                         | user name \"-a\" is not valid",
                "a b:*                        | user name \"a b\" is not valid",
                "a/b:*                        | user name \"a/b\" is not valid",
                "a:* grops=x                  | unknown option \"grops=\"; expected groups=, home=, rights=",
                "a:* groups                   | unknown option \"groups\"",
                "a:* disabled=no              | unknown option \"disabled=\"",
                "a:* groups=x,,y              | group name \"\" is not valid",
                "a:* home=files               | home= is not a path as /a/b",
                "a:* home=/a/../b             | home= is not a path as /a/b",
                "a:* rights=read,own          | unknown right \"own\"; expected list, read, write, delete, or none",
                "a:* rights=                  | unknown right \"\"",
                "a:* sessions=0               | sessions= is \"0\"; expected a number from 1 on",
                "a:* sessions=1K              | sessions= is \"1K\"",
                "a:* up=fast                  | up= is \"fast\"; expected a number from 1 on, in bytes a second, or with K",
                "a:* up=-1                    | up= is \"-1\"",
                "a:* down=9999999999999G      | down= is \"9999999999999G\"",
                "a:* nt=1234                  | an NT hash is 32 hexadecimal digits",
                "a:* home=\"/a                | a quote (\") is not closed",
                "a:* disabled disabled        | disabled is there twice"
            })
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> User.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void optionsMadeByProgramsAreCheckedToo() {
        assertThatThrownBy(() -> new UserOptions(
                        Set.of("a b"), UserOptions.DEFAULT.home(), Set.of(), Limits.NONE, false, false, false))
                .hasMessageStartingWith("group name \"a b\"");
        assertThatThrownBy(() -> UserOptions.parse("home=/a\nb:*")).hasMessage("home= holds a control character");
        assertThatThrownBy(() -> UserName.check("user", "x".repeat(65))).hasMessageContaining("x...\" is not valid");
    }
}
