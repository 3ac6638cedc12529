// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.UrlAuthority;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Where a server is and what is asked of it. Immutable.
 *
 * @param host name or numeric address, IPv6 without brackets and with its zone, if it has one
 * @param port of the server
 * @param clientGuid names this client; the same for all its connections
 * @param connectTimeout for the TCP connection
 * @param ioTimeout longest silence of a server that owes an answer
 * @param followsReferrals whether names are sent so that the server may say that other servers have them
 * @param multichannel whether the server is told that a session may have more than one connection
 * @param security what is asked of the server
 */
public record ConnectionSettings(
        String host,
        int port,
        UUID clientGuid,
        Duration connectTimeout,
        Duration ioTimeout,
        boolean followsReferrals,
        boolean multichannel,
        Security security) {

    /** What the server is called when it is talked to. */
    public String serverName() {
        return UrlAuthority.withoutZone(host);
    }

    /** The same of another host. */
    public ConnectionSettings withHost(String other) {
        return new ConnectionSettings(
                other, port, clientGuid, connectTimeout, ioTimeout, followsReferrals, multichannel, security);
    }

    /** The same with something else asked of the server. */
    ConnectionSettings withSecurity(Security other) {
        return new ConnectionSettings(
                host, port, clientGuid, connectTimeout, ioTimeout, followsReferrals, multichannel, other);
    }

    /**
     * What is asked of the server.
     *
     * @param oldest dialect spoken
     * @param newest dialect spoken
     * @param signingRequired whether unsigned answers are refused
     * @param encryptionRequired whether everything after the login is encrypted
     * @param signing algorithms offered by 3.1.1, best first
     * @param ciphers offered, best first; 3.0 and 3.0.2 know only {@link CipherAlgorithm#AES_128_CCM}
     */
    public record Security(
            Dialect oldest,
            Dialect newest,
            boolean signingRequired,
            boolean encryptionRequired,
            List<SigningAlgorithm> signing,
            List<CipherAlgorithm> ciphers) {
        /** Every dialect, signed; encrypted where the server wants it. */
        public static final Security DEFAULT = new Security(
                Dialect.SMB_2_0_2,
                Dialect.SMB_3_1_1,
                true,
                false,
                List.of(SigningAlgorithm.AES_GMAC, SigningAlgorithm.AES_CMAC, SigningAlgorithm.HMAC_SHA256),
                List.of(
                        CipherAlgorithm.AES_128_GCM,
                        CipherAlgorithm.AES_256_GCM,
                        CipherAlgorithm.AES_128_CCM,
                        CipherAlgorithm.AES_256_CCM));

        /** @throws IllegalArgumentException if the range of dialects or a list is empty */
        public Security {
            signing = List.copyOf(signing);
            ciphers = List.copyOf(ciphers);
            if (!newest.atLeast(oldest) || signing.isEmpty() || ciphers.isEmpty()) {
                throw new IllegalArgumentException("no dialect, algorithm or cipher is left");
            }
        }

        public Security withDialects(Dialect from, Dialect to) {
            return new Security(from, to, signingRequired, encryptionRequired, signing, ciphers);
        }

        public Security withSigningRequired(boolean required) {
            return new Security(oldest, newest, required, encryptionRequired, signing, ciphers);
        }

        public Security withEncryptionRequired(boolean required) {
            return new Security(oldest, newest, signingRequired, required, signing, ciphers);
        }

        public Security withSigning(List<SigningAlgorithm> algorithms) {
            return new Security(oldest, newest, signingRequired, encryptionRequired, algorithms, ciphers);
        }

        public Security withCiphers(List<CipherAlgorithm> algorithms) {
            return new Security(oldest, newest, signingRequired, encryptionRequired, signing, algorithms);
        }
    }
}
