// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a peer shows of itself. None of them prints its secret. */
public sealed interface Credential {
    /** The account named, or empty where the mechanism names none before it is verified. */
    String user();

    /** A clear-text password (FTP, JAAS realms). The array is the caller's, who wipes it afterwards. */
    record Password(String user, char[] password) implements Credential {
        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    /**
     * An NTLMv2 response, [MS-NLMP] 3.3.2. The NT hash stays in the authenticator; the session base key comes out.
     *
     * @param user as sent, without domain
     * @param domain as sent; the proof may have been made with it in capitals, or without any, and which of them is for
     *     the authenticator to find out, within one attempt
     * @param serverChallenge 8 bytes
     * @param ntChallengeResponse the proof, 16 bytes, and the client's blob behind it
     */
    record NtlmResponse(String user, String domain, byte[] serverChallenge, byte[] ntChallengeResponse)
            implements Credential {
        @Override
        public String toString() {
            return "NtlmResponse[" + domain + "\\" + user + "]";
        }
    }

    /** A GSS-API token (Kerberos), RFC 4121. */
    record GssToken(byte[] token) implements Credential {
        @Override
        public String user() {
            return "";
        }

        @Override
        public String toString() {
            return "GssToken[" + token.length + " bytes]";
        }
    }

    /** A certificate that TLS has verified up to a trust anchor; {@code user} as the peer named it, or empty. */
    record ClientCertificate(String user, List<X509Certificate> chain) implements Credential {
        public ClientCertificate {
            chain = List.copyOf(chain);
        }
    }

    /** Nothing at all; {@code hint} is what the peer gave as its "e-mail password", for the log. */
    record Anonymous(String hint) implements Credential {
        @Override
        public String user() {
            return Identity.ANONYMOUS.name();
        }
    }
}
