// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.server.settings.SmbSettings.Limits;
import io.fairlead.smb.spnego.SpnegoInitiator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client may ask for, and how many may ask. */
@Timeout(120)
class FrameLimitsTest {
    private static final long FOUR_GIB = 0xffff_ffffL;

    @TempDir
    Path folder;

    private Served served(UnaryOperator<Limits> limits) throws Exception {
        return new Served(folder, 0, given -> given.withLimits(limits.apply(given.limits())));
    }

    private static byte[] charged(SmbPeer peer, Command command, Message body, int charge) {
        boolean signs = peer.signs;
        peer.signs = false;
        byte[] bytes = peer.encode(command, body, 0);
        peer.signs = signs;
        ByteBuffer one = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        one.putShort(6, (short) charge).putInt(16, one.getInt(16) | 0x8);
        peer.signer.sign(one, false);
        return bytes;
    }

    @Test
    void nobodyAsksForMoreThanHePaysFor() throws Exception {
        try (Served served = served(UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("a").fileId();
            FileId root = peer.openFolder("").fileId();
            List<SmbPeer.Part> large = List.of(
                    new SmbPeer.Part(Command.READ, new ReadRequest(0, 8 << 20, 0, file, 0, 0), false),
                    new SmbPeer.Part(Command.READ, new ReadRequest(0, FOUR_GIB, 0, file, 0, 0), false),
                    new SmbPeer.Part(Command.READ, new ReadRequest(0, 1, 0, file, FOUR_GIB, 0), false),
                    new SmbPeer.Part(
                            Command.QUERY_DIRECTORY, new QueryDirectoryRequest(37, 0, 0, root, "*", FOUR_GIB), false),
                    new SmbPeer.Part(
                            Command.QUERY_INFO, new QueryInfoRequest(1, 18, FOUR_GIB, 0, 0, file, new byte[0]), false),
                    new SmbPeer.Part(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, FOUR_GIB, root, 3), false),
                    new SmbPeer.Part(
                            Command.IOCTL, new IoctlRequest(0x9003C, file, new byte[0], 0, FOUR_GIB, 1), false),
                    new SmbPeer.Part(
                            Command.IOCTL, new IoctlRequest(0x9003C, file, new byte[0], FOUR_GIB, 0, 1), false));
            for (SmbPeer.Part part : large) {
                for (int charge = 0; charge <= 1; charge++) {
                    peer.send(charged(peer, part.command(), part.body(), charge));
                    assertThat(peer.receive().status()).as("%s", part).isEqualTo(NtStatus.INVALID_PARAMETER.code());
                }
            }
        }
    }

    @Test
    void whoPaysWithWhatHeHasNotEndsTheConnection() throws Exception {
        try (Served served = served(UnaryOperator.identity())) {
            try (SmbPeer peer = SmbPeer.connected(served)) {
                peer.send(charged(peer, Command.ECHO, new Empty(), 0xffff));
                assertThat(peer.isCutOff()).isTrue();
            }
            try (SmbPeer peer = SmbPeer.connected(served)) {
                peer.nextMessageId += 100_000;
                peer.send(peer.encode(Command.ECHO, new Empty(), 0));
                assertThat(peer.isCutOff()).isTrue();
            }
            try (SmbPeer peer = SmbPeer.connected(served)) {
                peer.signs = false;
                byte[] echo = peer.encode(Command.ECHO, new Empty(), 0);
                ByteBuffer.wrap(echo).putLong(24, -1);
                peer.send(echo);
                assertThat(peer.isCutOff()).isTrue();
            }
        }
    }

    @Test
    void whatWaitsIsBounded() throws Exception {
        try (Served served = served(UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            int refused = 0;
            for (int folders = 0; folders < 12; folders++) {
                FileId root = peer.openFolder("").fileId();
                for (int i = 0; i < 60; i++) {
                    SmbPeer.Answer answer = peer.ask(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, root, 3));
                    refused += answer.status() == NtStatus.INSUFFICIENT_RESOURCES.code() ? 1 : 0;
                }
            }
            assertThat(refused).isEqualTo(12 * 60 - Limits.DEFAULT.async());
            assertThat(peer.ask(Command.ECHO, new Empty()).status()).isZero();
        }
    }

    @Test
    void aFrameIsNeverLongerThanAllowed() throws Exception {
        try (Served served = served(UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            peer.sendRaw(new byte[] {0, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            assertThat(peer.isCutOff()).isTrue();
        }
    }

    @Test
    void whoDribblesIsCutOff() throws Exception {
        Duration login = Duration.ofSeconds(1);
        try (Served served = served(given -> limits(given, given.perAddress(), login));
                SmbPeer slow = new SmbPeer(served.port())) {
            slow.sendRaw(new byte[] {0, 0, 0});
            assertThat(slow.isCutOff()).isTrue();
            try (SmbPeer other = new SmbPeer(served.port())) {
                other.negotiate(Dialect.SMB_3_1_1);
                assertThat(other.isCutOff()).isTrue(); // who never logs in
            }
        }
    }

    private static Limits limits(Limits given, int perAddress, Duration login) {
        return limits(given, perAddress, login, given.stall());
    }

    private static Limits limits(Limits given, int perAddress, Duration login, Duration stall) {
        return new Limits(
                given.connections(),
                perAddress,
                given.unauthenticated(),
                given.sessions(),
                given.credits(),
                given.bytes(),
                given.async(),
                given.inFlight(),
                stall,
                login);
    }

    private Served impatient() throws Exception {
        return served(given -> limits(given, given.perAddress(), given.login(), Duration.ofSeconds(1)));
    }

    @Test
    void whoTakesNothingIsCutOff() throws Exception {
        try (Served served = impatient();
                SmbPeer greedy = SmbPeer.connected(served)) {
            FileId file = greedy.open("large").fileId();
            int most = 64 * 1024;
            greedy.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[most])));
            for (int i = 0; i < 10; i++) {
                greedy.ask(Command.ECHO, new Empty()); // for the credits
            }
            for (int i = 0; i < 400; i++) { // 25 MiB, more than any socket keeps
                greedy.send(greedy.encode(Command.READ, new ReadRequest(0, most, 0, file, 0, 0), 0));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> served.server().sessions().isEmpty());
            assertThat(served.export().opens()).isEmpty();
        }
    }

    @Test
    void whoEndsNoMessageIsCutOff() throws Exception {
        try (Served served = impatient();
                SmbPeer slow = SmbPeer.connected(served)) {
            slow.sendRaw(new byte[] {0, 0, 1, 0, 1});
            assertThat(slow.isCutOff()).isTrue();
        }
    }

    @Test
    void connectionsThatHaveGoneCountNoMore() throws Exception {
        try (Served served = served(given -> limits(given, 5, given.login()))) {
            for (int round = 0; round < 40; round++) {
                List<SmbPeer> some = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    some.add(new SmbPeer(served.port()));
                }
                for (SmbPeer peer : some) {
                    peer.close();
                }
            }
            await().untilAsserted(() -> {
                try (SmbPeer peer = SmbPeer.connected(served)) {
                    assertThat(peer.ask(Command.ECHO, new Empty()).status()).isZero();
                }
            });
        }
    }

    @Test
    void loginsThatAreNotFinishedAreBounded() throws Exception {
        try (Served served = served(UnaryOperator.identity());
                SmbPeer greedy = new SmbPeer(served.port())) {
            greedy.negotiate(Dialect.SMB_3_1_1);
            byte[] token = firstToken(greedy);
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                greedy.sessionId = 0;
                SmbPeer.Answer answer = greedy.ask(Command.SESSION_SETUP, new SessionSetupRequest(0, 1, 0, token, 0));
                refused += answer.status() == NtStatus.INSUFFICIENT_RESOURCES.code() ? 1 : 0;
            }
            assertThat(refused).isEqualTo(200 - 64);
            SmbPeer.connected(served).close();
        }
    }

    private static byte[] firstToken(SmbPeer peer) throws IOException {
        var ntlm = new NtlmInitiator(NtlmInitiator.Account.of("x", "", "y".toCharArray()), "cifs/s", Clock.systemUTC());
        return new SpnegoInitiator(ntlm).first(peer.negotiated.securityBuffer());
    }
}
