// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.Capabilities;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NegotiateContext;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NegotiateResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.Response;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.settings.SmbSettings.Encryption;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** NEGOTIATE, [MS-SMB2] 3.3.5.3 and 3.3.5.4. */
final class NegotiateHandler {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 32;
    private static final int SMALL_BYTES = 64 * 1024; // of clients without large MTU
    private static final int SMB1_HEADER_BYTES = 32;
    private static final int SMB1_COMMAND_OFFSET = 4;
    private static final int SMB1_NEGOTIATE = 0x72;
    private static final int MOST_SMB1_DIALECTS = 64;

    private NegotiateHandler() {}

    static Reply negotiate(Request request, NegotiateRequest body) throws SmbException {
        Connection connection = request.connection();
        SmbSettings settings = request.server().settings();
        Dialect dialect = best(body.dialects(), settings);
        List<NegotiateContext> answers = new ArrayList<>();
        Algorithms algorithms = dialect == Dialect.SMB_3_1_1
                ? contexts(body, settings, answers)
                : older(dialect, body.capabilities(), settings);
        Negotiated result = result(body, dialect, settings, algorithms);
        if (dialect == Dialect.SMB_3_1_1) {
            connection.preauth().update(request.message());
            request.whenEncoded(connection.preauth()::update);
        }
        connection.negotiated(result);
        return Reply.of(response(request.server(), result, dialect.revision(), answers));
    }

    private record Algorithms(SigningAlgorithm signing, Optional<CipherAlgorithm> cipher) {}

    private static Dialect best(List<Integer> offered, SmbSettings settings) throws SmbException {
        if (offered.isEmpty()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no dialect is offered");
        }
        SmbSettings.Security security = settings.security();
        return offered.stream()
                .flatMap(revision -> Dialect.of(revision).stream())
                .filter(dialect ->
                        dialect.atLeast(security.oldest()) && security.newest().atLeast(dialect))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new SmbException(NtStatus.NOT_SUPPORTED, "no dialect of " + offered));
    }

    /** 3.0 and 3.0.2 have one cipher, and a bit for it; everything before has none. */
    private static Algorithms older(Dialect dialect, int clientCapabilities, SmbSettings settings) {
        boolean can = dialect.atLeast(Dialect.SMB_3_0)
                && (clientCapabilities & Capabilities.ENCRYPTION) != 0
                && settings.security().encryption() != Encryption.OFF
                && settings.security().ciphers().contains(CipherAlgorithm.AES_128_CCM);
        return new Algorithms(
                dialect.atLeast(Dialect.SMB_3_0) ? SigningAlgorithm.AES_CMAC : SigningAlgorithm.HMAC_SHA256,
                can ? Optional.of(CipherAlgorithm.AES_128_CCM) : Optional.empty());
    }

    /** [MS-SMB2] 3.3.5.4: the contexts of 3.1.1, in any order. */
    private static Algorithms contexts(NegotiateRequest body, SmbSettings settings, List<NegotiateContext> answers)
            throws SmbException {
        SigningAlgorithm signing = SigningAlgorithm.AES_CMAC; // of a client that names none
        Optional<CipherAlgorithm> cipher = Optional.empty();
        Set<Integer> seen = new HashSet<>();
        for (NegotiateContext context : body.contexts()) {
            boolean known = context.type() == NegotiateContext.PREAUTH_INTEGRITY
                    || context.type() == NegotiateContext.ENCRYPTION
                    || context.type() == NegotiateContext.SIGNING;
            if (!known) {
                continue;
            }
            if (!seen.add(context.type())) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, "context " + context.type() + " comes twice");
            }
            List<Integer> ids = ids(context);
            switch (context.type()) {
                case NegotiateContext.PREAUTH_INTEGRITY -> answers.add(preauth(ids));
                case NegotiateContext.SIGNING -> {
                    Optional<SigningAlgorithm> chosen = settings.security().signing().stream()
                            .filter(algorithm -> ids.contains(algorithm.id()))
                            .findFirst();
                    if (chosen.isPresent()) {
                        signing = chosen.get();
                        answers.add(NegotiateContext.ofIds(context.type(), List.of(signing.id())));
                    }
                }
                default -> {
                    cipher = cipher(ids, settings);
                    answers.add(NegotiateContext.ofIds(
                            context.type(),
                            List.of(cipher.map(CipherAlgorithm::id).orElse(0)))); // 0: none of them
                }
            }
        }
        if (!seen.contains(NegotiateContext.PREAUTH_INTEGRITY)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no preauthentication integrity context");
        }
        return new Algorithms(signing, cipher);
    }

    private static List<Integer> ids(NegotiateContext context) throws SmbException {
        try {
            return context.ids();
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
    }

    private static NegotiateContext preauth(List<Integer> ids) throws SmbException {
        if (!ids.contains(NegotiateContext.SHA_512)) {
            throw new SmbException(NtStatus.SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP, "no hash of " + ids);
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return NegotiateContext.preauth(List.of(NegotiateContext.SHA_512), salt);
    }

    /** The client's order counts, among those that are allowed here. */
    private static Optional<CipherAlgorithm> cipher(List<Integer> ids, SmbSettings settings) {
        Stream<CipherAlgorithm> offered = ids.stream().flatMap(id -> CipherAlgorithm.of(id).stream());
        return settings.security().encryption() == Encryption.OFF
                ? Optional.empty()
                : offered.filter(settings.security().ciphers()::contains).findFirst();
    }

    private static Negotiated result(
            NegotiateRequest body, Dialect dialect, SmbSettings settings, Algorithms algorithms) {
        int capabilities = dialect.atLeast(Dialect.SMB_2_1) ? Capabilities.LARGE_MTU : 0;
        if (dialect.atLeast(Dialect.SMB_2_1)) {
            capabilities |= Capabilities.LEASING;
        }
        if (dialect.atLeast(Dialect.SMB_3_0)) {
            capabilities |= body.capabilities() & (Capabilities.MULTI_CHANNEL | Capabilities.DIRECTORY_LEASING);
        }
        boolean ccm = dialect.atLeast(Dialect.SMB_3_0) && !dialect.atLeast(Dialect.SMB_3_1_1);
        if (ccm && algorithms.cipher.isPresent()) {
            capabilities |= Capabilities.ENCRYPTION;
        }
        long bytes = dialect.atLeast(Dialect.SMB_2_1) ? settings.limits().bytes() : SMALL_BYTES;
        int mode = NegotiateRequest.SIGNING_ENABLED
                | (settings.security().signingRequired() ? NegotiateRequest.SIGNING_REQUIRED : 0);
        return new Negotiated(
                dialect,
                body.clientGuid(),
                body.securityMode(),
                body.capabilities(),
                body.dialects(),
                mode,
                capabilities,
                new NegotiateResponse.Limits(bytes, bytes, bytes),
                algorithms.signing,
                algorithms.cipher);
    }

    private static NegotiateResponse response(
            Server server, Negotiated result, int revision, List<NegotiateContext> contexts) {
        return new NegotiateResponse(
                result.securityMode(),
                revision,
                server.guid(),
                result.capabilities(),
                result.limits(),
                FileTime.of(Instant.now()),
                Logins.hint(server),
                contexts);
    }

    /**
     * An SMB1 NEGOTIATE that also offers SMB2, [MS-SMB2] 3.3.5.3. Nothing else of SMB1 is answered.
     *
     * @throws IOException to end the connection
     */
    static void multiProtocol(Server server, Connection connection, ByteBuffer message) throws IOException {
        var in = new WireReader(message, ByteOrder.LITTLE_ENDIAN);
        in.skip(SMB1_COMMAND_OFFSET);
        if (connection.negotiated().isPresent() || in.u8() != SMB1_NEGOTIATE) {
            throw new MalformedMessageException("SMB1");
        }
        in.skip(SMB1_HEADER_BYTES - SMB1_COMMAND_OFFSET - 1);
        in.skip(2 * in.u8()); // the words
        Collection<String> dialects = smb1Dialects(in.slice(in.position() + 2L, in.u16(), "dialects"));
        SmbSettings settings = server.settings();
        boolean any =
                dialects.contains("SMB 2.???") && settings.security().newest().atLeast(Dialect.SMB_2_1);
        boolean first = dialects.contains("SMB 2.002") && settings.security().oldest() == Dialect.SMB_2_0_2;
        if (!any && !first || !connection.window().take(0, 1)) {
            throw new MalformedMessageException("SMB1 without a dialect of SMB2");
        }
        var asked = new NegotiateRequest(0, 0, new UUID(0, 0), List.of(Dialect.SMB_2_0_2.revision()), List.of());
        Negotiated result = result(asked, Dialect.SMB_2_0_2, settings, older(Dialect.SMB_2_0_2, 0, settings));
        if (!any) {
            connection.negotiated(result);
        }
        int revision = any ? Dialect.WILDCARD : Dialect.SMB_2_0_2.revision();
        int credits = connection.window().grant(1, 1);
        var header = new Smb2Header(0, 0, 0, credits, Smb2Header.RESPONSE, 0, 0, 0, 0, 0);
        Response response = Response.of(header, response(server, result, revision, List.of()), null);
        connection.send(response.parts(), () -> {});
    }

    private static List<String> smb1Dialects(WireReader in) throws MalformedMessageException {
        List<String> dialects = new ArrayList<>();
        while (in.remaining() > 0 && dialects.size() < MOST_SMB1_DIALECTS) {
            in.skip(1); // BufferFormat
            dialects.add(in.zeroTerminated(64, StandardCharsets.ISO_8859_1, "dialect"));
        }
        return dialects;
    }
}
