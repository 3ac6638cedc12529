// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChoiceTest {
    private final Choice<Integer> choice = new Choice<>("server");

    @Test
    void aShortNameWillDoWhereItIsEnough() {
        choice.add(1, "ftp/a", "a", "ftp");
        choice.add(2, "ftp/b", "b", "ftp");
        choice.add(3, "tftp/a", "a", "tftp");
        assertThat(choice.one("ftp/a")).isEqualTo(1);
        assertThat(choice.one("b")).isEqualTo(2);
        assertThat(choice.one("tftp")).isEqualTo(3);
        assertThat(choice.matching("ftp")).containsExactly(1, 2);
        assertThat(choice.matching(null)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> choice.one("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are several servers, say which: ftp/a, tftp/a");
        assertThatThrownBy(() -> choice.one(null))
                .hasMessage("there are several servers, say which: ftp/a, ftp/b, tftp/a");
        assertThatThrownBy(() -> choice.one("c")).hasMessage("no server c; there is ftp/a, ftp/b, tftp/a");
    }

    /** As a new version beside the old one has it. */
    @Test
    void aNameThatTwoHaveIsSaidOnce() {
        choice.add(1, "ftp/a", "a", "a");
        choice.add(2, "ftp/a", "a", "a");
        assertThat(choice.names()).containsExactly("ftp/a");
        assertThat(choice.matching("a")).containsExactly(1, 2);
        assertThatThrownBy(() -> choice.one("a")).hasMessage("there are several servers, say which: ftp/a");
    }

    @Test
    void theOnlyOneNeedNotBeNamed() {
        assertThatThrownBy(() -> choice.one(null)).hasMessage("there is no server");
        choice.add(1, "ftp/a");
        assertThat(choice.one(null)).isEqualTo(1);
    }
}
