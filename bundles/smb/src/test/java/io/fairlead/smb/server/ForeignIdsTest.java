// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.Smb2Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who names sessions, opens and requests of others gets nothing of them, and does them no harm. */
@Timeout(60)
class ForeignIdsTest {
    @TempDir
    Path folder;

    private Served served;
    private SmbPeer victim;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        victim = SmbPeer.connected(served);
    }

    @AfterEach
    void victimIsUnharmed() throws Exception {
        assertThat(victim.ask(Command.ECHO, new Empty()).status()).isZero();
        victim.open("still.txt");
        victim.close();
        served.close();
    }

    private static int read(SmbPeer peer, FileId file) throws IOException {
        return peer.ask(Command.READ, new ReadRequest(0, 1, 0, file, 0, 0)).status();
    }

    @Test
    void anOpenIsOfItsSessionAndTree() throws Exception {
        FileId file = victim.open("a").fileId();
        try (SmbPeer other = SmbPeer.connected(served)) {
            assertThat(read(other, file)).isEqualTo(NtStatus.FILE_CLOSED.code());
            assertThat(other.ask(Command.CLOSE, new CloseRequest(0, file)).status())
                    .isEqualTo(NtStatus.FILE_CLOSED.code());
        }
        int tree = victim.treeId;
        victim.connectTree("\\\\s\\share");
        assertThat(read(victim, file)).isEqualTo(NtStatus.FILE_CLOSED.code());
        victim.treeId = tree;
        assertThat(read(victim, file)).isEqualTo(NtStatus.END_OF_FILE.code());
        victim.treeId = tree + 1000;
        assertThat(read(victim, file)).isEqualTo(NtStatus.NETWORK_NAME_DELETED.code());
        victim.treeId = tree;
    }

    @Test
    void aResumeKeyIsOfItsSession() throws Exception {
        FileId source = victim.open("a").fileId();
        SmbPeer.Answer key = victim.ask(Command.IOCTL, new IoctlRequest(0x140078, source, new byte[0], 0, 32, 1));
        byte[] copy = Arrays.copyOf(IoctlResponse.decode(key.body()).output(), 32 + 24);
        ByteBuffer.wrap(copy)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(24, 1)
                .putInt(28, 0)
                .putInt(48, 1);
        try (SmbPeer other = SmbPeer.connected(served)) {
            FileId target = other.open("b").fileId();
            assertThat(other.ask(Command.IOCTL, new IoctlRequest(0x1440F2, target, copy, 0, 12, 1))
                            .status())
                    .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
        }
    }

    @Test
    void nobodyCancelsWhatAnotherConnectionAsked() throws Exception {
        FileId root = victim.openFolder("").fileId();
        SmbPeer.Answer interim = victim.ask(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, root, 3));
        assertThat(interim.status()).isEqualTo(NtStatus.PENDING.code());
        try (SmbPeer other = SmbPeer.connected(served)) {
            for (boolean signs : new boolean[] {false, true}) { // a CANCEL is never answered, not even that it's forged
                other.signs = false;
                byte[] cancel = other.encode(Command.CANCEL, new Empty(), Smb2Header.ASYNC | Smb2Header.SIGNED);
                other.signs = true;
                other.nextMessageId--; // which a CANCEL does not use
                ByteBuffer one = ByteBuffer.wrap(cancel).order(ByteOrder.LITTLE_ENDIAN);
                one.putLong(32, interim.header().asyncId());
                if (signs) {
                    other.signer.sign(one, false);
                }
                other.send(cancel);
            }
            other.open("made.txt");
        }
        assertThat(victim.receive().status()).isZero(); // told of the file, not cancelled
    }

    @Test
    void aBindingThatFailsLeavesTheSessionAlone() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (SmbPeer stranger = new SmbPeer(served.port())) {
                stranger.clientGuid = victim.clientGuid;
                stranger.negotiate(Dialect.SMB_3_1_1);
                stranger.sessionId = victim.sessionId;
                byte[] key = i % 2 == 0 ? new byte[16] : victim.keys.signing();
                stranger.signer = new Signer(SigningAlgorithm.AES_GMAC, key);
                stranger.send(stranger.encode(
                        Command.SESSION_SETUP,
                        new SessionSetupRequest(SessionSetupRequest.BINDING, 1, 0, new byte[] {1, 2, 3}, 0),
                        0));
                stranger.signer = null; // the answer is signed by the true key
                assertThat(stranger.receive().status()).isLessThan(0);
                assertThat(stranger.connectTree("\\\\s\\share").status()).isLessThan(0);
            }
        }
        assertThat(served.server().sessions()).hasSize(1);
    }

    @Test
    void nobodyElseStepsIntoASession() throws Exception {
        FileId file = victim.open("a").fileId();
        long session = victim.sessionId;
        Signer signer = victim.signer;
        assertThat(victim.login("torture2", "Passw0rd!2").status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        victim.sessionId = session;
        victim.signer = signer;
        assertThat(read(victim, file)).isEqualTo(NtStatus.END_OF_FILE.code());
    }

    @Test
    void nobodyEndsASessionOfAnotherUserAsHisPreviousOne() throws Exception {
        try (SmbPeer other = new SmbPeer(served.port())) {
            other.negotiate(Dialect.SMB_3_1_1);
            other.previousSessionId = victim.sessionId;
            assertThat(other.login("torture2", "Passw0rd!2").status()).isZero();
            assertThat(served.server().sessions()).hasSize(2);
        }
    }

    @Test
    void nobodyLogsInWithoutAName() throws Exception {
        try (SmbPeer other = new SmbPeer(served.port())) {
            other.negotiate(Dialect.SMB_3_1_1);
            assertThat(other.login("", "").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        }
        try (SmbPeer guest = new SmbPeer(served.port())) {
            guest.negotiate(Dialect.SMB_3_1_1);
            assertThat(guest.login("guest", "").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        }
    }
}
