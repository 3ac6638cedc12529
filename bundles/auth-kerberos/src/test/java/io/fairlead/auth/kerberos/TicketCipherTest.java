// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Tickets themselves are opened by {@link KerberosAuthenticatorTest}. */
class TicketCipherTest {
    /** RFC 3961 A.3. */
    @Test
    void foldsTheConstantOfDerivation() {
        byte[] text = "kerberos".getBytes(StandardCharsets.US_ASCII);
        assertThat(TicketCipher.folded(text)).isEqualTo(HexFormat.of().parseHex("6b65726265726f737b9b5b2b93132b93"));
    }
}
