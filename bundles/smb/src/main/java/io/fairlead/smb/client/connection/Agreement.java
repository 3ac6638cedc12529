// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.client.connection.ConnectionSettings.Security;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Capabilities;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NegotiateContext;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NegotiateResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What NEGOTIATE has settled, [MS-SMB2] 3.2.5.2. Immutable but for the hash, which is copied.
 *
 * @param dialect spoken
 * @param request what was offered
 * @param capabilities of the server
 * @param securityMode of the server
 * @param serverGuid names the server
 * @param signing how messages are signed
 * @param cipher how messages are encrypted; empty if they can't be
 * @param sizes bytes at once, within what we take
 * @param hint of the server, which tells its mechanisms
 * @param preauth over both messages; 3.1.1 only
 */
record Agreement(
        Dialect dialect,
        NegotiateRequest request,
        int capabilities,
        int securityMode,
        UUID serverGuid,
        SigningAlgorithm signing,
        Optional<CipherAlgorithm> cipher,
        Sizes sizes,
        byte[] hint,
        PreauthHash preauth) {
    private static final int SALT_BYTES = 32;
    private static final int LEAST_BYTES = 4096;
    private static final int ONE_CREDIT = 64 * 1024;
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** Bytes of one request: {@code transact} for everything but READ and WRITE. */
    record Sizes(int transact, int read, int write) {}

    /** What we offer. */
    static NegotiateRequest offer(ConnectionSettings settings) {
        Security security = settings.security();
        int mode =
                NegotiateRequest.SIGNING_ENABLED | (security.signingRequired() ? NegotiateRequest.SIGNING_REQUIRED : 0);
        int capabilities = security.newest().atLeast(Dialect.SMB_3_0)
                ? Capabilities.LARGE_MTU
                        | Capabilities.LEASING
                        | Capabilities.DIRECTORY_LEASING
                        | Capabilities.ENCRYPTION
                        | (settings.multichannel() ? Capabilities.MULTI_CHANNEL : 0)
                : 0; // [MS-SMB2] 2.2.3: 0 from a client of 2.x
        List<Integer> dialects = new ArrayList<>();
        for (Dialect each : Dialect.values()) {
            if (each.atLeast(security.oldest()) && security.newest().atLeast(each)) {
                dialects.add(each.revision());
            }
        }
        return new NegotiateRequest(mode, capabilities, settings.clientGuid(), dialects, contexts(security));
    }

    private static List<NegotiateContext> contexts(Security security) {
        if (security.newest() != Dialect.SMB_3_1_1) {
            return List.of();
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return List.of(
                NegotiateContext.preauth(List.of(NegotiateContext.SHA_512), salt),
                NegotiateContext.ofIds(
                        NegotiateContext.ENCRYPTION,
                        security.ciphers().stream().map(CipherAlgorithm::id).toList()),
                NegotiateContext.ofIds(
                        NegotiateContext.SIGNING,
                        security.signing().stream().map(SigningAlgorithm::id).toList()));
    }

    /**
     * What the server has made of it.
     *
     * @param preauth over the request and the response
     * @throws SecurityRefusal if that is less than we ask for
     */
    static Agreement of(Security security, NegotiateRequest request, NegotiateResponse response, PreauthHash preauth)
            throws IOException {
        Dialect dialect = Dialect.of(response.dialectRevision())
                .filter(each -> request.dialects().contains(each.revision()))
                .orElseThrow(() -> new MalformedMessageException("the server chose a dialect that was not offered"));
        boolean newest = dialect == Dialect.SMB_3_1_1;
        SigningAlgorithm signing =
                dialect.atLeast(Dialect.SMB_3_0) ? SigningAlgorithm.AES_CMAC : SigningAlgorithm.HMAC_SHA256;
        Optional<CipherAlgorithm> cipher = Optional.empty();
        if (newest) {
            requireHash(response);
            cipher = chosen(response, NegotiateContext.ENCRYPTION)
                    .filter(id -> id != 0)
                    .flatMap(CipherAlgorithm::of);
            signing = chosen(response, NegotiateContext.SIGNING)
                    .flatMap(SigningAlgorithm::of)
                    .orElse(signing);
            if (cipher.isPresent() && !security.ciphers().contains(cipher.get())
                    || chosen(response, NegotiateContext.SIGNING).isPresent()
                            && !security.signing().contains(signing)) {
                throw new MalformedMessageException("the server chose an algorithm that was not offered");
            }
        } else if (dialect.atLeast(Dialect.SMB_3_0) && (response.capabilities() & Capabilities.ENCRYPTION) != 0) {
            cipher = Optional.of(CipherAlgorithm.AES_128_CCM).filter(security.ciphers()::contains);
        }
        if (security.encryptionRequired() && cipher.isEmpty()) {
            throw new SecurityRefusal("the server does not encrypt, and is to");
        }
        return new Agreement(
                dialect,
                request,
                response.capabilities(),
                response.securityMode(),
                response.serverGuid(),
                signing,
                cipher,
                sizes(dialect, response),
                response.securityBuffer(),
                preauth);
    }

    private static void requireHash(NegotiateResponse response) throws MalformedMessageException {
        if (chosen(response, NegotiateContext.PREAUTH_INTEGRITY).orElse(0) != NegotiateContext.SHA_512) {
            throw new MalformedMessageException("SMB 3.1.1 without preauthentication integrity");
        }
    }

    private static Optional<Integer> chosen(NegotiateResponse response, int type) throws MalformedMessageException {
        Optional<Integer> found = Optional.empty();
        for (NegotiateContext context : response.contexts()) {
            if (context.type() == type) {
                List<Integer> ids = context.ids();
                if (found.isPresent() || ids.size() != 1) { // [MS-SMB2] 3.2.5.2
                    throw new MalformedMessageException("more than one choice of negotiate context " + type);
                }
                found = Optional.of(ids.get(0));
            }
        }
        return found;
    }

    /** [MS-SMB2] 3.2.5.2: more than 64 KiB only where credits are charged by size. */
    private static Sizes sizes(Dialect dialect, NegotiateResponse response) throws MalformedMessageException {
        boolean large = dialect.atLeast(Dialect.SMB_2_1) && (response.capabilities() & Capabilities.LARGE_MTU) != 0;
        int most = large ? MOST_BYTES : ONE_CREDIT;
        return new Sizes(
                size(response.limits().transact(), most),
                size(response.limits().read(), most),
                size(response.limits().write(), most));
    }

    private static int size(long told, int most) throws MalformedMessageException {
        if (told < LEAST_BYTES) {
            throw new MalformedMessageException("the server takes " + told + " bytes at once");
        }
        return (int) Math.min(told, most);
    }

    /** What is to be offered for another connection to come to the same, [MS-SMB2] 3.3.5.5 step 4. */
    Security only(Security offered) {
        Security same = offered.withDialects(dialect, dialect);
        if (dialect == Dialect.SMB_3_1_1) {
            same = same.withSigning(List.of(signing));
        }
        return cipher.isPresent() ? same.withCiphers(List.of(cipher.get())) : same;
    }

    /** Whether another connection has come to the same, with the same server as far as that says. */
    boolean isSameServer(Agreement other) {
        return serverGuid.equals(other.serverGuid)
                && dialect == other.dialect
                && capabilities == other.capabilities
                && securityMode == other.securityMode
                && signing == other.signing
                && cipher.equals(other.cipher);
    }

    /** Whether CreditCharge counts. */
    boolean chargesBySize() {
        return dialect.atLeast(Dialect.SMB_2_1) && (capabilities & Capabilities.LARGE_MTU) != 0;
    }
}
