// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Credential.GssToken;
import io.fairlead.net.MalformedMessageException;
import java.util.List;

/** Kerberos as a mechanism, RFC 4121: one token from each side. */
public final class KerberosMechanism implements Mechanism {
    /** Who has the key of the service. */
    @FunctionalInterface
    public interface Verifier {
        /** Asked once for a login. */
        Authentication verify(GssToken token) throws AuthenticationException;
    }

    private final Verifier verifier;

    /** @param verifier asked on the thread that calls {@link #step}, and may block it */
    public KerberosMechanism(Verifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public List<Oid> names() {
        return List.of(Oid.MS_KERBEROS, Oid.KERBEROS); // [MS-SPNG] 3.2.5.2: both, in this order
    }

    @Override
    public boolean ownsRaw(byte[] token) {
        if (!NegTokenInit.is(token)) {
            return false;
        }
        try {
            DerReader frame = new DerReader(token).enter(Der.INITIAL_TOKEN, "InitialContextToken");
            return Oid.of(frame.bytes(Der.OBJECT_IDENTIFIER, "thisMech")).equals(Oid.KERBEROS);
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @Override
    public Step step(byte[] token) throws AuthenticationException {
        Authentication done = verifier.verify(new GssToken(token));
        byte[] key = done.sessionBaseKey()
                .filter(bytes -> bytes.length > 0)
                .orElseThrow(() -> new AuthenticationException(Refusal.UNAVAILABLE, "Kerberos without a session key"));
        Login login = new Login(done, key, done.identity().name(), false, done.signatures());
        return Step.done(done.responseToken().orElse(new byte[0]), login);
    }
}
