// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.kerberos.KerberosClientMechanism;
import io.fairlead.smb.kerberos.NoTicketException;
import io.fairlead.smb.kerberos.TicketSource;
import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.spnego.SpnegoInitiator;
import java.io.IOException;
import java.time.Clock;

/** A login that was begun, with its first token. */
record LoginStart(SpnegoInitiator initiator, byte[] token) {

    /**
     * By Kerberos, if that is wanted and possible, else by NTLM, unless that is not wanted.
     *
     * @param host what the server is called
     * @param hint of the server, which tells its mechanisms
     * @throws SecurityRefusal if neither is possible
     */
    static LoginStart of(Credentials credentials, String host, byte[] hint) throws IOException {
        if (credentials.tickets().isPresent()) {
            TicketSource tickets = credentials.tickets().get();
            boolean fallback =
                    !tickets.required() && !credentials.account().user().isEmpty();
            KerberosClientMechanism kerberos = new KerberosClientMechanism(tickets, host);
            try {
                if (SpnegoInitiator.mayTake(hint, kerberos.names())) {
                    return begun(new SpnegoInitiator(kerberos), hint);
                }
                if (!fallback) {
                    throw new SecurityRefusal("the server does not take Kerberos");
                }
            } catch (NoTicketException e) {
                if (!fallback) {
                    throw new SecurityRefusal(e.getMessage(), e);
                }
            }
        }
        return begun(
                new SpnegoInitiator(new NtlmInitiator(credentials.account(), "cifs/" + host, Clock.systemUTC())), hint);
    }

    private static LoginStart begun(SpnegoInitiator initiator, byte[] hint) throws IOException {
        return new LoginStart(initiator, initiator.first(hint));
    }
}
