// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import io.fairlead.api.text.Masked;
import java.io.Serial;

/** A refusal. The reason is logged by the server and never told to the peer, who sees the same answer each time. */
public class AuthenticationException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Refusal {
        UNKNOWN_USER,
        WRONG_CREDENTIAL,
        /** The account exists and is switched off or expired. */
        DISABLED,
        /** Too many failures of this account or address; the credential was not looked at. */
        BANNED,
        /** The authenticator does not take this kind of credential (or this user has none of that kind). */
        NOT_ACCEPTED,
        /** The source of accounts can't be asked now; the server answers "try again later". */
        UNAVAILABLE,
        /**
         * Too many logins at this moment, in all or of this account or address; the credential was not looked at, and
         * nothing is counted. The server answers "try again later".
         */
        BUSY
    }

    private final Refusal refusal;

    /** {@code detail} is for the log, where it comes masked, and holds no secret. */
    public AuthenticationException(Refusal refusal, String detail) {
        this(refusal, detail, null);
    }

    /** As {@link #AuthenticationException(Refusal, String)}; {@code cause} may be null. */
    public AuthenticationException(Refusal refusal, String detail, Throwable cause) {
        super(refusal + ": " + Masked.of(detail), cause);
        this.refusal = refusal;
    }

    public final Refusal refusal() {
        return refusal;
    }
}
