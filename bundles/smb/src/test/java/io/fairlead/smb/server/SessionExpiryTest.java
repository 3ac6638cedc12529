// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions whose client has to prove again who it is, [MS-SMB2] 3.3.5.2.9 and 3.3.5.5.3. */
@Timeout(60)
class SessionExpiryTest {
    private static final int EXPIRED = NtStatus.NETWORK_SESSION_EXPIRED.code();
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path folder;

    private UsersAuthenticator users;
    private ExpiringAuthenticator expiring;
    private Served served;
    private SmbPeer peer;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity(), builder -> {
            users = new UsersAuthenticator(UsersSettings.of(folder.resolve("users")), () -> LoginThrottle.NONE);
            expiring = new ExpiringAuthenticator(users, LONG);
            return builder.authenticator(expiring);
        });
        peer = SmbPeer.connected(served);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
        users.close();
    }

    private SmbPeer.Answer write(FileId file) throws IOException {
        return peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[1])));
    }

    private void expire() throws Exception {
        expiring.life(Duration.ofMillis(1));
        assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isZero();
        Awaitility.await().until(() -> peer.ask(Command.CREATE, create()).status() == EXPIRED);
    }

    private static CreateRequest create() {
        return new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, "other.txt", List.of());
    }

    @Test
    void goesOnWithTheSameKeysAndOpensAfterItsClientHasProvedItselfAgain() throws Exception {
        FileId file = peer.open("a.txt").fileId();
        expire();
        SmbPeer.Answer refused = write(file);
        assertThat(refused.status()).isEqualTo(EXPIRED);
        assertThat(refused.header().has(Smb2Header.SIGNED)).isTrue();
        expiring.life(LONG);
        long session = peer.sessionId;
        assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isZero();
        assertThat(peer.sessionId).isEqualTo(session);
        assertThat(write(file).status()).isZero();
    }

    @Test
    void tellsSoWhenEncrypted() throws Exception {
        FileId file = peer.open("a.txt").fileId();
        peer.encrypts = true;
        expire();
        assertThat(write(file).status()).isEqualTo(EXPIRED);
    }

    private int lock(FileId file, int flags) throws IOException {
        LockRequest.Element byteOne = new LockRequest.Element(0, 1, flags);
        return peer.ask(Command.LOCK, new LockRequest(0, 0, file, List.of(byteOne)))
                .status();
    }

    @Test
    void letsItsClientUnlockCloseAndLeave() throws Exception {
        FileId file = peer.open("a.txt").fileId();
        int exclusive = LockRequest.Element.EXCLUSIVE | LockRequest.Element.FAIL_IMMEDIATELY;
        assertThat(lock(file, exclusive)).isZero();
        expire();
        assertThat(lock(file, LockRequest.Element.UNLOCK)).isZero();
        assertThat(lock(file, exclusive)).isEqualTo(EXPIRED);
        assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, file)).status()).isZero();
        assertThat(peer.ask(Command.ECHO, new Empty()).status()).isZero();
        assertThat(peer.ask(Command.LOGOFF, new Empty()).status()).isZero();
        assertThat(served.export().opens()).isEmpty();
    }

    @Test
    void endsWhenItsClientCanNotProveItselfAgain() throws Exception {
        peer.open("a.txt");
        expire();
        assertThat(peer.login(Served.USER, "wrong").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        assertThat(served.export().opens()).isEmpty();
        assertThat(peer.ask(Command.CREATE, create()).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
    }
}
