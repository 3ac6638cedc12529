// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0400",
        "127, 047f",
        "128, 048180",
        "255, 0481ff",
        "256, 04820100",
        "65535, 0482ffff",
        "65536, 0483010000"
    })
    void lengthsAreWrittenAsShortAsTheyCanAndReadBack(int bytes, String head) throws Exception {
        byte[] value = Der.value(Der.OCTET_STRING, new byte[bytes]);
        assertThat(Wire.toHex(value).replace(" ", "")).startsWith(head);
        var reader = new DerReader(value);
        assertThat(reader.bytes(Der.OCTET_STRING, "x")).hasSize(bytes);
        assertThat(reader.atEnd()).isTrue();
        assertThat(reader.tag()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "04",
                "0401",
                "0480",
                "048100ff01",
                "04820001",
                "0484ffffffff",
                "048500000000",
                "0484 7fffffff 00",
                "0501 00"
            })
    void whatIsNoValueIsRefused(String hex) {
        var reader = new DerReader(Wire.hex(hex));
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> {
            reader.bytes(Der.OCTET_STRING, "x");
            if (!reader.atEnd()) {
                reader.bytes(Der.OCTET_STRING, "x");
            }
        });
    }

    @Test
    void aLengthLongerThanNeededIsRead() throws Exception {
        assertThat(new DerReader(Wire.hex("0484 00000001 07")).bytes(Der.OCTET_STRING, "x"))
                .containsExactly(7);
    }

    @Test
    void whatIsDeepIsNotGoneInto() throws Exception {
        byte[] deep = new byte[0];
        for (int i = 0; i < 2000; i++) {
            deep = Der.value(Der.SEQUENCE, deep);
        }
        var reader = new DerReader(deep);
        reader.skip("x");
        assertThat(reader.atEnd()).isTrue();
    }
}
