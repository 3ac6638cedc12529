// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with several channels, and logins to what is a session already, [MS-SMB2] 3.3.5.5. */
@Timeout(60)
class SessionTest {
    @TempDir
    Path folder;

    private Served served;
    private SmbPeer first;
    private SmbPeer second;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        first = SmbPeer.connected(served);
        second = SmbPeer.channel(served, first);
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
        served.close();
    }

    private static SmbPeer.Answer create(SmbPeer peer) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, "a.txt", List.of()));
    }

    private static int write(SmbPeer peer, FileId file) throws IOException {
        return peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[1])))
                .status();
    }

    @Test
    void endsWithEveryChannelWhenItIsDisconnected() throws Exception {
        create(second);
        String id = served.server().sessions().get(0).id();
        assertThat(served.server().disconnect(id)).isTrue();
        assertThat(first.isCutOff()).isTrue();
        assertThat(second.isCutOff()).isTrue();
    }

    @Test
    void endsWhenItsClientFailsToProveItselfAgain() throws Exception {
        assertThat(create(first).status()).isZero();
        assertThat(second.login(Served.USER, "wrong").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        for (SmbPeer peer : List.of(first, second)) {
            SmbPeer.Answer answer = create(peer);
            assertThat(answer.status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
            assertThat(answer.header().has(Smb2Header.SIGNED)).isTrue(); // whose signature was checked
        }
        assertThat(served.export().opens()).isEmpty();
    }

    /** Its client may have sent more by the key of the session before it knew of the end. */
    @Test
    void tellsOfItsEndByItsOwnKey() throws Exception {
        first.encrypts = true;
        assertThat(create(first).status()).isZero();
        assertThat(first.ask(Command.LOGOFF, new Empty()).status()).isZero();
        assertThat(create(first).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
        assertThat(create(first).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code()); // and stays connected
    }

    @Test
    void cutsOffWhoFailsToProveItselfAgainAndEncryptsAllTheSame() throws Exception {
        assertThat(first.login(Served.USER, "wrong").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
        second.encrypts = true;
        assertThatThrownBy(() -> create(second)).isInstanceOf(EOFException.class);
    }

    /** As after a binding that failed. */
    @Test
    void tellsWhoEncryptsByItsKeyOnAConnectionOfItsOwn() throws Exception {
        try (SmbPeer other = new SmbPeer(served.port())) {
            other.negotiate(Dialect.SMB_3_1_1);
            other.sessionId = first.sessionId;
            other.treeId = first.treeId;
            other.cipher = first.cipher;
            other.decipher = first.decipher;
            other.encrypts = true;
            assertThat(create(other).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
            assertThat(other.ask(Command.ECHO, new Empty()).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
            SessionSetupRequest bind = new SessionSetupRequest(SessionSetupRequest.BINDING, 1, 0, new byte[1], 0);
            assertThat(other.ask(Command.SESSION_SETUP, bind).status()).isEqualTo(NtStatus.USER_SESSION_DELETED.code());
        }
        assertThat(create(first).status()).isZero();
    }

    @Test
    void staysWhenABindingFails() throws Exception {
        assertThatThrownBy(() -> SmbPeer.channel(served, first, "wrong")).isInstanceOf(IOException.class);
        assertThat(create(first).status()).isZero();
        assertThat(create(second).status()).isZero();
    }

    @Test
    void stopsOpeningWhileItsClientIsNobody() throws Exception {
        FileId file = first.open("a.txt").fileId();
        assertThat(first.login(NtlmInitiator.Account.ANONYMOUS).status()).isZero();
        assertThat(write(first, file)).isZero();
        int denied = NtStatus.ACCESS_DENIED.code();
        assertThat(create(first).status()).isEqualTo(denied);
        assertThat(create(second).status()).isEqualTo(denied);
        assertThat(first.ask(Command.TREE_CONNECT, new TreeConnectRequest(0, "\\\\server\\share"))
                        .status())
                .isEqualTo(denied);
        assertThat(first.login(Served.USER, Served.PASSWORD).status()).isZero();
        assertThat(create(second).status()).isZero();
    }

    @Test
    void isNobodyElses() throws Exception {
        assertThat(first.login("torture2", "Passw0rd!2").status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        assertThat(create(second).status()).isZero();
    }
}
