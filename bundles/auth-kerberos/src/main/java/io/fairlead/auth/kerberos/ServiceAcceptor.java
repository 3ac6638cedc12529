// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.EncryptionKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/** Takes AP-REQs by the keys of a keytab, RFC 4121, by the JDK's GSS-API. Thread-safe. */
final class ServiceAcceptor {
    /** How long a session may last of a ticket whose end can't be read, for it is encrypted as nobody should any more. */
    private static final Duration UNREADABLE = Duration.ofHours(10);

    private final Path file;
    private final KeyTab keys;
    private final Subject service;
    private final Clock clock;

    /**
     * A client with a ticket.
     *
     * @param client its principal
     * @param realm of the service
     * @param sessionKey that both sides have: the subkey, if one was made
     * @param reply for the client; empty if it wants none
     * @param end of the ticket
     * @param signatures by the key
     */
    record Accepted(
            String client,
            String realm,
            byte[] sessionKey,
            Optional<byte[]> reply,
            Instant end,
            Authentication.Signatures signatures) {
        @Override
        public String toString() {
            return "Accepted[" + client + "]";
        }
    }

    /** @param principal empty for every one of the keytab */
    ServiceAcceptor(Path file, Optional<String> principal, Clock clock) {
        this.file = file;
        this.clock = clock;
        Set<KerberosPrincipal> principals =
                principal.map(KerberosPrincipal::new).map(Set::of).orElse(Set.of());
        this.keys = principals.isEmpty()
                ? KeyTab.getUnboundInstance(file.toFile())
                : KeyTab.getInstance(principals.iterator().next(), file.toFile());
        this.service = new Subject(true, principals, Set.of(), Set.of(keys));
    }

    /**
     * Takes a client's token.
     *
     * @throws AuthenticationException {@link Refusal#UNAVAILABLE} if there is no keytab, or this Java has no Kerberos;
     *     {@link Refusal#WRONG_CREDENTIAL} for a token that the keys do not open, or is none, or was shown before, or whose
     *     time is not now
     */
    Accepted accept(byte[] token) throws AuthenticationException {
        if (!keys.exists()) {
            throw new AuthenticationException(Refusal.UNAVAILABLE, "there is no keytab " + file + " that can be read");
        }
        try {
            return Subject.doAs(service, (PrivilegedExceptionAction<Accepted>) () -> take(token));
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof AuthenticationException refused) {
                throw refused;
            }
            throw new AuthenticationException(
                    Refusal.WRONG_CREDENTIAL, TicketFailure.of(e.getException()).text(file), e.getException());
        } catch (NoClassDefFoundError e) {
            throw new AuthenticationException(
                    Refusal.UNAVAILABLE, "this Java, or the framework, lacks the module jdk.security.jgss", e);
        }
    }

    private Accepted take(byte[] token) throws GSSException, AuthenticationException {
        GSSManager gss = GSSManager.getInstance();
        Oid kerberos = new Oid("1.2.840.113554.1.2.2");
        GSSCredential own =
                gss.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, kerberos, GSSCredential.ACCEPT_ONLY);
        GSSContext context = gss.createContext(own);
        byte[] reply = context.acceptSecContext(token, 0, token.length);
        if (!context.isEstablished()) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "Kerberos that takes more than one token");
        }
        ServiceTicket ticket;
        try {
            ticket = ServiceTicket.of(token);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "an AP-REQ that can't be read again", e);
        }
        Instant end = ticket.end(keys).orElseGet(() -> clock.instant().plus(UNREADABLE));
        if (!end.isAfter(clock.instant())) { // which the GSS-API lets pass for some minutes
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, "a ticket that ended at " + end);
        }
        EncryptionKey key =
                (EncryptionKey) ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX);
        return new Accepted(
                context.getSrcName().toString(),
                ticket.realm(),
                key.getEncoded(),
                Optional.ofNullable(reply),
                end,
                signatures(context));
    }

    private static Authentication.Signatures signatures(GSSContext context) {
        return new Authentication.Signatures() {
            @Override
            public byte[] sign(byte[] message) {
                try {
                    return context.getMIC(message, 0, message.length, new MessageProp(false));
                } catch (GSSException e) {
                    throw new IllegalStateException("an established context signs", e);
                }
            }

            @Override
            public boolean verify(byte[] signature, byte[] message) {
                try {
                    context.verifyMIC(
                            signature, 0, signature.length, message, 0, message.length, new MessageProp(false));
                    return true;
                } catch (GSSException e) {
                    return false;
                }
            }
        };
    }
}
