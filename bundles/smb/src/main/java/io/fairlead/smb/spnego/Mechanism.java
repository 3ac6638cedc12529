// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.net.MalformedMessageException;
import java.util.List;
import java.util.Optional;

/** A way to log in, from the server's side: made for one login, and used once. */
public interface Mechanism {
    /** Its names, ours first. */
    List<Oid> names();

    /** Whether this token is its own, without SPNEGO around it. */
    boolean ownsRaw(byte[] token);

    /**
     * Takes the client's next token.
     *
     * @throws MalformedMessageException if it is none that can come now
     * @throws AuthenticationException to refuse the login
     */
    Step step(byte[] token) throws MalformedMessageException, AuthenticationException;

    /**
     * What is to be done next.
     *
     * @param token for the client; possibly empty at the end
     * @param login at the end, else empty: then the client's next token is awaited
     */
    record Step(byte[] token, Optional<Login> login) {
        public static Step more(byte[] token) {
            return new Step(token, Optional.empty());
        }

        public static Step done(byte[] token, Login login) {
            return new Step(token, Optional.of(login));
        }

        @Override
        public String toString() {
            return "Step[" + token.length + " bytes, " + (login.isPresent() ? "done" : "more") + "]";
        }
    }
}
