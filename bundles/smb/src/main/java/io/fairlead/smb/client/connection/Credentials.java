// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.kerberos.TicketSource;
import io.fairlead.smb.ntlm.NtlmInitiator;
import java.util.Optional;

/**
 * Who logs in. Its text shows no secret.
 *
 * @param account name, domain and hash of the password
 * @param tickets for Kerberos
 */
public record Credentials(NtlmInitiator.Account account, Optional<TicketSource> tickets) {
    /** Of nobody in particular. */
    public static final Credentials ANONYMOUS = new Credentials(NtlmInitiator.Account.ANONYMOUS, Optional.empty());

    public static Credentials of(String user, String domain, String password) {
        return user.isEmpty()
                ? ANONYMOUS
                : new Credentials(NtlmInitiator.Account.of(user, domain, password.toCharArray()), Optional.empty());
    }

    public Credentials withTickets(TicketSource from) {
        return new Credentials(account, Optional.of(from));
    }

    boolean anonymous() {
        return account.user().isEmpty() && tickets.isEmpty();
    }
}
