// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.Guids;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.server.settings.SmbSettings.Encryption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody between client and server changes what they say: it is found out, and gains nothing. */
@Timeout(60)
class TamperingTest {
    private static final int VALIDATE_NEGOTIATE_INFO = 0x140204;

    @TempDir
    Path folder;

    /** The hash over what was negotiated is part of every key of 3.1.1. */
    @Test
    void aChangedNegotiationGivesOtherKeys() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = new SmbPeer(served.port())) {
            peer.mutator = bytes -> bytes[64 + 8] ^= 0x40; // Capabilities: without encryption
            peer.negotiate(Dialect.SMB_3_1_1);
            peer.mutator = bytes -> {};
            peer.login(Served.USER, Served.PASSWORD);
            assertThatThrownBy(() -> peer.connectTree("\\\\s\\share"))
                    .hasMessage("the signature of the response is wrong");
            assertThat(served.export().opens()).isEmpty();
        }
    }

    private static byte[] validation(SmbPeer peer, int capabilities) {
        WireWriter info = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(capabilities);
        Guids.encode(peer.clientGuid, info);
        return info.u16(1).u16(1).u16(peer.dialect.revision()).toBytes();
    }

    /** [MS-SMB2] 3.3.5.15.12. */
    @Test
    void aClientOfOlderDialectsAsksWhatWasNegotiated() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer honest = new SmbPeer(served.port());
                SmbPeer deceived = new SmbPeer(served.port())) {
            for (SmbPeer peer : new SmbPeer[] {honest, deceived}) {
                peer.negotiate(Dialect.SMB_3_0_2);
                peer.login(Served.USER, Served.PASSWORD);
                assertThat(peer.connectTree("\\\\s\\share").status()).isZero();
            }
            SmbPeer.Answer confirmed = honest.ask(
                    Command.IOCTL,
                    new IoctlRequest(VALIDATE_NEGOTIATE_INFO, FileId.RELATED, validation(honest, 0x7f), 0, 24, 1));
            assertThat(confirmed.status()).isZero();
            deceived.send(deceived.encode(
                    Command.IOCTL,
                    new IoctlRequest(VALIDATE_NEGOTIATE_INFO, FileId.RELATED, validation(deceived, 0x3f), 0, 24, 1),
                    0));
            assertThat(deceived.isCutOff()).isTrue();
            assertThat(honest.ask(Command.ECHO, new Empty()).status()).isZero();
        }
    }

    /** The MIC of the last message is over all three. */
    @Test
    void aChangedLoginIsRefused() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = new SmbPeer(served.port())) {
            peer.negotiate(Dialect.SMB_3_1_1);
            peer.mutator = bytes -> {
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("NTLMSSP\0\u0001");
                if (at >= 0) {
                    bytes[at + 12] ^= 0x2; // NTLMSSP_NEGOTIATE_OEM, which changes nothing else
                }
            };
            assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        }
    }

    @Test
    void whoCannotEncryptIsRefusedWhereItIsRequired() throws Exception {
        try (Served served = new Served(
                        folder, 0, given -> given.withSecurity(given.security().withEncryption(Encryption.REQUIRED)));
                SmbPeer old = new SmbPeer(served.port());
                SmbPeer plain = new SmbPeer(served.port())) {
            old.negotiate(Dialect.SMB_2_1);
            assertThat(old.login(Served.USER, Served.PASSWORD).status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
            plain.negotiate(Dialect.SMB_3_1_1);
            assertThat(plain.login(Served.USER, Served.PASSWORD).status()).isZero();
            assertThat(plain.connectTree("\\\\s\\share").status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
            plain.encrypts = true;
            assertThat(plain.connectTree("\\\\s\\share").status()).isZero();
        }
    }

    @Test
    void whatIsSentAgainEndsTheConnection() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            peer.encrypts = true;
            byte[] echo = peer.encode(Command.ECHO, new Empty(), 0);
            byte[] frame = encrypted(peer, peer.sessionId, echo);
            peer.sendRaw(frame);
            assertThat(peer.receive().status()).isZero();
            peer.sendRaw(frame);
            assertThat(peer.isCutOff()).isTrue();
        }
    }

    private static byte[] encrypted(SmbPeer peer, long session, byte[] message) {
        ByteBuffer wrapped = peer.cipher.encrypt(session, ByteBuffer.wrap(message));
        return ByteBuffer.allocate(4 + wrapped.remaining())
                .putInt(wrapped.remaining())
                .put(wrapped)
                .array();
    }

    @Test
    void whatIsEncryptedIsOfItsOwnSession() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            long own = peer.sessionId;
            peer.signs = false;
            peer.sessionId = own + 1;
            peer.encrypts = true; // its answers are
            peer.sendRaw(encrypted(
                    peer, own, peer.encode(Command.TREE_CONNECT, new TreeConnectRequest(0, "\\\\s\\share"), 0)));
            assertThat(peer.receive().status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        }
    }

    @Test
    void whatCannotBeDecryptedEndsTheConnection() throws Exception {
        try (Served served = new Served(folder, 0, UnaryOperator.identity())) {
            byte[] echo = SmbPeer.connected(served).encode(Command.ECHO, new Empty(), 0);
            assertCutOff(served, peer -> encrypted(peer, peer.sessionId + 1, echo)); // an unknown session
            assertCutOff(served, peer -> {
                byte[] inner = encrypted(peer, peer.sessionId, echo);
                return encrypted(peer, peer.sessionId, Arrays.copyOfRange(inner, 4, inner.length));
            });
            assertCutOff(
                    served,
                    peer -> { // compressed, which was not negotiated
                        ByteBuffer bomb = ByteBuffer.allocate(4 + 48)
                                .order(ByteOrder.BIG_ENDIAN)
                                .putInt(48);
                        bomb.put(new byte[] {(byte) 0xfc, 'S', 'M', 'B'})
                                .putInt(-1)
                                .putInt(0x0300_0100);
                        return bomb.array();
                    });
        }
    }

    private interface Frame {
        byte[] of(SmbPeer peer) throws IOException;
    }

    private static void assertCutOff(Served served, Frame frame) throws IOException {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.sendRaw(frame.of(peer));
            assertThat(peer.isCutOff()).isTrue();
        }
    }
}
