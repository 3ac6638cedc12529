// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.api.auth.Authentication;
import java.util.Optional;

/**
 * A login that a mechanism let in.
 *
 * @param authentication who it is
 * @param sessionKey all of it
 * @param account as the client wrote it, with domain; mask it before it is logged
 * @param anonymous nobody was named: the session is never signed, although there may be a key
 * @param signatures by which the list of mechanisms is kept whole; empty where the mechanism gives none
 */
public record Login(
        Authentication authentication,
        byte[] sessionKey,
        String account,
        boolean anonymous,
        Optional<Authentication.Signatures> signatures) {

    @Override
    public String toString() {
        return "Login[" + authentication.identity().name() + "]";
    }
}
