// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.NtHash;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.junit.jupiter.api.Test;

class NtHashTest {
    @Test
    void hashesEveryLengthAsAnotherLibrary() {
        Random random = new Random(4);
        for (int length = 0; length < 100; length++) {
            char[] password = new char[length];
            for (int i = 0; i < length; i++) {
                password[i] = (char) (1 + random.nextInt(0xd7ff));
            }
            byte[] utf16 = new String(password).getBytes(StandardCharsets.UTF_16LE);
            MD4Digest theirs = new MD4Digest();
            theirs.update(utf16, 0, utf16.length);
            byte[] hash = new byte[16];
            theirs.doFinal(hash, 0);
            assertThat(NtHash.of(password).bytes()).as("%s characters", length).isEqualTo(hash);
        }
    }
}
