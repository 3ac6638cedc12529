// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 8, 9, 10, 13, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
                0x202e, 0x2066, 0x2069, 0xd800, 0xdc00
            })
    void whatSteersATerminalOrALogIsMasked(int codePoint) {
        assertThat(Masked.of("a" + (char) codePoint + "b")).isEqualTo("a?b");
        assertThat(Masked.of(String.valueOf((char) codePoint))).isEqualTo("?");
    }

    @Test
    void textStaysAsItIs() {
        String text = "M\u00fcller \u05e9\u05dc\u05d5\u05dd \u65e5\u672c \ud83d\ude00 a\u200db \u00a0";
        assertThat(Masked.of(text)).isEqualTo(text);
        assertThat(Masked.of(null)).isEqualTo("null");
    }

    @Test
    void reversedSurrogatesAreTwoHalves() {
        assertThat(Masked.of("\ude00\ud83d")).isEqualTo("??");
    }

    @Test
    void longTextIsCutAndNoHalfIsLeft() {
        assertThat(Masked.of("abc", 3)).isEqualTo("abc");
        assertThat(Masked.of("abcd", 3)).isEqualTo("abc...");
        assertThat(Masked.of("ab\ud83d\ude00", 3)).isEqualTo("ab?...");
    }

    @Test
    void aFaultKeepsItsStackAndLosesWhatSteersATerminal() {
        IOException fault = new IOException("call", new IOException("/a\u001b]0;owned\u0007: Input/output error"));
        StringWriter log = new StringWriter();
        Masked.fault(fault).printStackTrace(new PrintWriter(log));
        assertThat(log.toString())
                .contains("java.io.IOException: call", "java.io.IOException: /a?]0;owned?: Input/output error")
                .contains("Caused by", "aFaultKeepsItsStackAndLosesWhatSteersATerminal")
                .doesNotContain("\u001b");
    }

    @Test
    void aFaultThatCausesItselfEnds() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);
        assertThat(Masked.fault(second)).hasMessageContaining("second");
    }
}
