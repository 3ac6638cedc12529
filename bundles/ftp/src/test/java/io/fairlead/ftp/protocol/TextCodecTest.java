// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {
    private static final TextCodec LATIN = TextCodec.withFallback(ISO_8859_1);

    @Test
    void utf8ComesFirst() throws Exception {
        assertThat(LATIN.decode("ä".getBytes(UTF_8), 0)).isEqualTo("ä");
        assertThat(LATIN.decode("ä".getBytes(ISO_8859_1), 0)).isEqualTo("ä");
        assertThat(LATIN.decode(".xä".getBytes(ISO_8859_1), 1)).isEqualTo("xä");
        assertThatThrownBy(() -> TextCodec.UTF8.decode("ä".getBytes(ISO_8859_1), 0))
                .isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void eachNameIsReadByItself() throws Exception {
        assertThat(LATIN.decode("/\u00c3\u00a4/\u00e4/".getBytes(ISO_8859_1), 0))
                .isEqualTo("/ä/ä/");
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1", "windows-1252", "Shift_JIS", "windows-31j", "EUC-JP", "GBK", "GB18030", "Big5", "KOI8-R"})
    void whatIsWrittenInKindIsReadBack(String name) throws Exception {
        TextCodec codec = TextCodec.withFallback(Charset.forName(name)).inKind(true);
        for (int c = 0x20; c <= 0xffff; c++) {
            if (!Character.isSurrogate((char) c)) {
                String text = "a" + (char) c + "b/" + (char) c;
                String back = codec.decode(codec.encode(text), 0);
                if (!back.equals(text)) { // half a million assertions are slow
                    assertThat(back).isEqualTo(text);
                }
            }
        }
        String far = "😀/ä😀";
        assertThat(codec.decode(codec.encode(far), 0)).isEqualTo(far);
    }

    @Test
    void inKindWherePossible() {
        TextCodec kind = LATIN.inKind(true);
        assertThat(kind.encode("ä/日/ö\nÃ¤\r\nü"))
                .as("a name that lacks a character, and one that looks like UTF-8, go as UTF-8")
                .isEqualTo("\u00e4/\u00e6\u0097\u00a5/\u00f6\n\u00c3\u0083\u00c2\u00a4\r\n\u00fc".getBytes(ISO_8859_1));
        assertThat(LATIN.encode("ä")).isEqualTo("ä".getBytes(UTF_8));
        assertThat(TextCodec.UTF8.inKind(true).encode("ä")).isEqualTo("ä".getBytes(UTF_8));
        assertThat(kind.encodeReply("ÿä")).isEqualTo("ÿÿä".getBytes(ISO_8859_1));
        assertThat(kind.encode("ÿä")).isEqualTo("ÿä".getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-32", "ISO-2022-JP", "ISO-2022-KR", "IBM037", "IBM1047"})
    void charsetsThatDoNotExtendAsciiAreRefused(String name) {
        assertThatThrownBy(() -> TextCodec.withFallback(Charset.forName(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
