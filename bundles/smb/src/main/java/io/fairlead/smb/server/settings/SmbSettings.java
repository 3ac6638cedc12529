// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.settings;

import io.fairlead.net.Endpoint;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Dialect;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How an SMB server behaves. Immutable; the defaults are the safe ones.
 *
 * @param name of this instance, for logs and consoles
 * @param endpoint where it listens
 * @param computerName what clients are told that this machine is called; at most 15 letters, digits and hyphens
 * @param drain how long running requests may go on when the server stops
 * @param swapWait how long a request waits for an export, a storage or an authenticator that is being replaced
 * @param administrators accounts, and groups as {@code @group}, that are told of others' sessions and open files
 * @param security what is asked of clients
 * @param limits bounds
 */
public record SmbSettings(
        String name,
        Endpoint endpoint,
        String computerName,
        Duration drain,
        Duration swapWait,
        Set<String> administrators,
        Security security,
        Limits limits) {

    public SmbSettings {
        administrators = Set.copyOf(administrators);
    }

    /** Whether sessions are encrypted. */
    public enum Encryption {
        OFF,
        /** For clients and shares that want it. */
        OFFERED,
        /** Clients that can't are refused. */
        REQUIRED
    }

    /**
     * What is asked of clients.
     *
     * @param oldest dialect spoken
     * @param newest dialect spoken
     * @param signingRequired whether unsigned requests are refused
     * @param encryption whether sessions are encrypted
     * @param signing algorithms for 3.1.1, best first
     * @param ciphers best first; 3.0 and 3.0.2 know only {@link CipherAlgorithm#AES_128_CCM}
     */
    public record Security(
            Dialect oldest,
            Dialect newest,
            boolean signingRequired,
            Encryption encryption,
            List<SigningAlgorithm> signing,
            List<CipherAlgorithm> ciphers) {
        public static final Security DEFAULT = new Security(
                Dialect.SMB_2_0_2,
                Dialect.SMB_3_1_1,
                true,
                Encryption.OFFERED,
                List.of(SigningAlgorithm.AES_GMAC, SigningAlgorithm.AES_CMAC, SigningAlgorithm.HMAC_SHA256),
                List.of(
                        CipherAlgorithm.AES_128_GCM,
                        CipherAlgorithm.AES_256_GCM,
                        CipherAlgorithm.AES_128_CCM,
                        CipherAlgorithm.AES_256_CCM));

        /**
         * @throws IllegalArgumentException if the range of dialects is empty, or encryption is required of dialects that
         *     have none
         */
        public Security {
            signing = List.copyOf(signing);
            ciphers = List.copyOf(ciphers);
            if (!newest.atLeast(oldest)) {
                throw new IllegalArgumentException("the newest dialect " + newest + " is older than " + oldest);
            }
            if (encryption == Encryption.REQUIRED && !newest.atLeast(Dialect.SMB_3_0)) {
                throw new IllegalArgumentException("encryption is required, but " + newest + " has none");
            }
        }

        public Security withSigningRequired(boolean required) {
            return new Security(oldest, newest, required, encryption, signing, ciphers);
        }

        public Security withEncryption(Encryption wanted) {
            return new Security(oldest, newest, signingRequired, wanted, signing, ciphers);
        }

        public Security withDialects(Dialect from, Dialect to) {
            return new Security(from, to, signingRequired, encryption, signing, ciphers);
        }
    }

    /**
     * Bounds.
     *
     * @param connections in all
     * @param perAddress connections from one address
     * @param unauthenticated connections that nobody has logged in on
     * @param sessions in all, with those half made
     * @param credits of one connection
     * @param bytes most of one READ, WRITE or other request
     * @param async requests of one connection that wait
     * @param inFlight bytes of requests that are served at one time, on all connections; 0 for a quarter of the heap
     * @param stall how long a client may hold up one message, and as long again for each MiB of it
     * @param login how long a connection may take to its first login
     */
    public record Limits(
            int connections,
            int perAddress,
            int unauthenticated,
            int sessions,
            int credits,
            int bytes,
            int async,
            long inFlight,
            Duration stall,
            Duration login) {
        public static final Limits DEFAULT = new Limits(
                10_000,
                1_000,
                500,
                20_000,
                8192,
                8 * 1024 * 1024,
                512,
                0,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
    }

    /** The defaults, listening on {@code address}. */
    public static SmbSettings on(InetSocketAddress address) {
        return new SmbSettings(
                "smb",
                Endpoint.of(address),
                "FAIRLEAD",
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Set.of(),
                Security.DEFAULT,
                Limits.DEFAULT);
    }

    public SmbSettings withName(String changed) {
        return new SmbSettings(changed, endpoint, computerName, drain, swapWait, administrators, security, limits);
    }

    public SmbSettings withDrain(Duration changed) {
        return new SmbSettings(name, endpoint, computerName, changed, swapWait, administrators, security, limits);
    }

    public SmbSettings withSwapWait(Duration changed) {
        return new SmbSettings(name, endpoint, computerName, drain, changed, administrators, security, limits);
    }

    public SmbSettings withAdministrators(Set<String> changed) {
        return new SmbSettings(name, endpoint, computerName, drain, swapWait, changed, security, limits);
    }

    public SmbSettings withSecurity(Security changed) {
        return new SmbSettings(name, endpoint, computerName, drain, swapWait, administrators, changed, limits);
    }

    public SmbSettings withLimits(Limits changed) {
        return new SmbSettings(name, endpoint, computerName, drain, swapWait, administrators, security, changed);
    }
}
