// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketFailureTest {
    /** As the JDK 17 and 25 put it, in the exception or in its cause. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Clock skew too great (37)                                                | CLOCK
                    Ticket not yet valid (33)                                                | CLOCK
                    Ticket expired (32)                                                      | EXPIRED
                    Request is a replay (34)                                                 | REPLAY
                    Integrity check on decrypted field failed (31)                           | KEY
                    Specified version of key is not available (44)                           | KEY
                    Cannot find key of appropriate type to decrypt AP-REQ - AES256 CTS       | KEY
                    Invalid argument (400) - Cannot find key of appropriate type for AP-REQ  | KEY
                    Checksum failed                                                          | KEY
                    Defective token detected                                                 | OTHER
                    """)
    void knowsWhatTheJdkTells(String text, TicketFailure expected) {
        GSSException told = new GSSException(GSSException.FAILURE, -1, text);
        assertThat(TicketFailure.of(told)).isEqualTo(expected);
        assertThat(TicketFailure.of(new IllegalStateException("wrapped", told))).isEqualTo(expected);
        assertThat(expected.text(Path.of("etc/service.keytab"))).doesNotContain("null");
    }
}
