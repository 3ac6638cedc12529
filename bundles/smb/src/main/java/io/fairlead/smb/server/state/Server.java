// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.server.Absence;
import io.fairlead.smb.server.settings.SmbSettings;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What all connections of a server share, [MS-SMB2] 3.3.1.5. Thread-safe.
 *
 * @param settings how it behaves
 * @param guid names it; the same as long as it runs
 * @param ids names what it has
 * @param sessions of all connections
 * @param createGuids CREATEs that may be sent again
 * @param inFlight bytes of requests that are served
 * @param counters what is counted
 * @param shares what is served at the moment
 * @param pipes of IPC$
 * @param authenticator who may log in; empty while there is none
 * @param authenticatorAway for waits for it
 * @param audit who is told of logins and changes; never throws
 */
public record Server(
        SmbSettings settings,
        UUID guid,
        Ids ids,
        Sessions sessions,
        CreateGuids createGuids,
        InFlight inFlight,
        Counters counters,
        Shares shares,
        Pipes pipes,
        Supplier<Optional<Authenticator>> authenticator,
        Absence authenticatorAway,
        AuditSink audit) {

    /** A user's account has gone: nothing that waits for them, in any share, waits any longer. */
    public void evictParked(String user) {
        shares.all().forEach(share -> share.export().get().ifPresent(export -> export.evictParked(user)));
    }

    /** The authenticator; one that is being replaced is waited for, while {@code wanted}. */
    public Optional<Authenticator> awaitAuthenticator(BooleanSupplier wanted) {
        return authenticatorAway.await(authenticator, wanted);
    }
}
