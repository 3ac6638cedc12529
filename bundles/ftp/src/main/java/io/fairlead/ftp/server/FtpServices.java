// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentity;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a server works with. Export and authenticator may come and go: they are asked for when a session needs one.
 *
 * @param export what is served; empty while there is none
 * @param authenticator who may log in; empty while there is none
 * @param authenticatorChosen whether there is to be one, though it may be away: then nobody logs in without it
 * @param endpoints owner of the listening socket
 * @param tls the certificate; empty where {@link FtpSettings.TlsMode#OFF}. Stays the caller's to close
 * @param audit who is told of logins, changes and transfers; never throws
 */
record FtpServices(
        Supplier<Optional<Export>> export,
        Supplier<Optional<Authenticator>> authenticator,
        BooleanSupplier authenticatorChosen,
        Endpoints endpoints,
        Optional<TlsIdentity> tls,
        AuditSink audit) {

    /** Whose authenticator is there from the beginning, or never; that reports to the log. */
    FtpServices(
            Supplier<Optional<Export>> export,
            Supplier<Optional<Authenticator>> authenticator,
            Endpoints endpoints,
            Optional<TlsIdentity> tls) {
        this(export, authenticator, () -> false, endpoints, tls, new AuditLog());
    }
}
