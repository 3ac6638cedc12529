// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserNamesTest {
    @ParameterizedTest
    @CsvSource({"alice@A.TEST, alice", "alice@B.TEST, b-alice", "alice@C.TEST,", "alice,", "@A.TEST,"})
    void givesAccountsToUsersOfRealmsThatAreLetIn(String client, String account) {
        UserNames names = new UserNames(Map.of("A.TEST", "{user}", "B.TEST", "b-{user}"));
        assertThat(names.account(client, "A.TEST").orElse(null)).isEqualTo(account);
    }

    @ParameterizedTest
    @CsvSource({"alice/admin", "HOST$", "a\\/b", "a\\@b"})
    void givesNoAccountToServicesAndComputers(String name) {
        assertThat(new UserNames(Map.of()).account(name + "@A.TEST", "A.TEST")).isEmpty();
    }
}
