// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.SmbException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmbNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', /, ''",
        "a, /a, ''",
        "'dir\\b c.txt', '/dir/b c.txt', ''",
        "a:s, /a, s",
        "a:s:$DATA, /a, s",
        "a:s:$data, /a, s",
        "a::$DATA, /a, ''",
        ":s, /, s",
        "'a\\b\\..\\c', /a/c, ''",
        "'a\\..', /, ''",
        "ünï\u4e2d, /ünï\u4e2d, ''"
    })
    void parses(String text, String path, String stream) throws Exception {
        SmbName name = SmbName.parse(text);

        assertThat(name.path().toString()).isEqualTo(path);
        assertThat(name.stream()).isEqualTo(stream);
    }

    @ParameterizedTest
    @CsvSource({
        "'\\a', INVALID_PARAMETER",
        "'a\\', OBJECT_NAME_INVALID",
        "'a\\\\b', OBJECT_NAME_INVALID",
        "'..\\a', OBJECT_PATH_SYNTAX_BAD",
        "'a\\..\\..\\b', OBJECT_PATH_SYNTAX_BAD",
        "'.', OBJECT_PATH_SYNTAX_BAD",
        "'a/b', OBJECT_NAME_INVALID",
        "'a*', OBJECT_NAME_INVALID",
        "'a<b', OBJECT_NAME_INVALID",
        "'a|b', OBJECT_NAME_INVALID",
        "'a:', OBJECT_NAME_INVALID",
        "'a:b:c', OBJECT_NAME_INVALID",
        "'a::$INDEX_ALLOCATION', OBJECT_NAME_INVALID",
        "'a:b\\c', OBJECT_NAME_INVALID",
        "'C:\\x', OBJECT_NAME_INVALID"
    })
    void refuses(String text, NtStatus status) {
        SmbException e = catchThrowableOfType(SmbException.class, () -> SmbName.parse(text));

        assertThat(e.status()).isEqualTo(status);
    }

    @Test
    void refusesControlCharactersAndLongNames() {
        for (String text : new String[] {"a\0b", "a\nb", "x".repeat(256), "a\\" + "x".repeat(300)}) {
            SmbException e = catchThrowableOfType(SmbException.class, () -> SmbName.parse(text));
            assertThat(e.status()).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
        }
    }
}
