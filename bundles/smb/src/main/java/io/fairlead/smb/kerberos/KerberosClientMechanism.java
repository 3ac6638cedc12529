// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.kerberos;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.spnego.ClientMechanism;
import java.io.IOException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.EncryptionKey;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * Kerberos as a mechanism, RFC 4121. The server has to prove that it has the key of the service: only then it is
 * {@link #done}. Blocks while the KDC is asked.
 */
public final class KerberosClientMechanism implements ClientMechanism {
    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final String PRINCIPAL_NAME = "1.2.840.113554.1.2.2.1"; // RFC 1964 2.1.1

    private final TicketSource tickets;
    private final String host;
    private Subject subject;
    private GSSContext context;

    /** @param host the server's, by the name that the user knows it by */
    public KerberosClientMechanism(TicketSource tickets, String host) {
        this.tickets = tickets;
        this.host = host;
    }

    @Override
    public List<io.fairlead.smb.spnego.Oid> names() {
        return List.of(io.fairlead.smb.spnego.Oid.KERBEROS, io.fairlead.smb.spnego.Oid.MS_KERBEROS);
    }

    /** @throws NoTicketException if there is no ticket, or none can be got */
    @Override
    public byte[] first() throws NoTicketException {
        try {
            subject = tickets.get();
            return Subject.doAs(subject, (PrivilegedExceptionAction<byte[]>) this::begin);
        } catch (LoginException e) {
            throw new NoTicketException("no Kerberos log-in: " + e.getMessage(), e);
        } catch (PrivilegedActionException e) {
            throw new NoTicketException(
                    "no ticket for " + service() + ": " + e.getException().getMessage(), e.getException());
        } catch (NoClassDefFoundError e) {
            throw new NoTicketException("this Java, or the framework, lacks the module jdk.security.jgss", e);
        }
    }

    private String service() {
        return tickets.service() == null ? "cifs/" + host : tickets.service();
    }

    private byte[] begin() throws GSSException {
        GSSManager gss = GSSManager.getInstance();
        Oid kerberos = new Oid(KERBEROS);
        GSSName name = tickets.service() == null
                ? gss.createName("cifs@" + host, GSSName.NT_HOSTBASED_SERVICE)
                : gss.createName(tickets.service(), new Oid(PRINCIPAL_NAME));
        GSSCredential own =
                gss.createCredential(null, GSSCredential.DEFAULT_LIFETIME, kerberos, GSSCredential.INITIATE_ONLY);
        context = gss.createContext(name, kerberos, own, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestInteg(true);
        context.requestSequenceDet(true);
        context.requestCredDeleg(false);
        return context.initSecContext(new byte[0], 0, 0);
    }

    @Override
    public Optional<byte[]> step(byte[] token) throws IOException {
        try {
            byte[] answer = Subject.doAs(
                    subject, (PrivilegedExceptionAction<byte[]>) () -> context.initSecContext(token, 0, token.length));
            return Optional.ofNullable(answer).filter(bytes -> bytes.length > 0);
        } catch (PrivilegedActionException e) {
            throw new MalformedMessageException("the server does not prove that it has the key of " + service() + ": "
                    + e.getException().getMessage());
        }
    }

    @Override
    public boolean done() {
        return context != null && context.isEstablished() && context.getMutualAuthState();
    }

    @Override
    public byte[] sessionKey() {
        try {
            return ((EncryptionKey)
                            ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX))
                    .getEncoded();
        } catch (GSSException e) {
            throw new IllegalStateException("an established context has a key", e);
        }
    }

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
            context.verifyMIC(signature, 0, signature.length, message, 0, message.length, new MessageProp(false));
            return true;
        } catch (GSSException e) {
            return false;
        }
    }
}
