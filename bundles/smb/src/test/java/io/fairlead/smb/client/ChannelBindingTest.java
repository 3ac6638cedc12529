// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.smb.client.connection.ClientConnection;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientSession;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionOwner;
import io.fairlead.smb.client.connection.ConnectionSettings;
import io.fairlead.smb.client.connection.Credentials;
import io.fairlead.smb.client.connection.SecurityRefusal;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.Served;
import io.fairlead.smb.transport.MessageMemory;
import io.fairlead.testing.CuttingRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session gets a channel from the server that it is of, and from nobody else; whatever comes of it, it goes on. */
@Timeout(60)
class ChannelBindingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int SERVER_GUID = Smb2Header.BYTES + 8;
    private static final int SIGNATURE = 48;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MessageMemory memory = new MessageMemory();
    private Served served;
    private ClientSession session;

    /** Of connections that nobody watches. */
    private static final class Unwatched implements ConnectionOwner {
        @Override
        public void made(ClientConnection connection) {}

        @Override
        public int channelSequence() {
            return 0;
        }

        @Override
        public void broken(LeaseBreak lease) {}

        @Override
        public void broken(OplockBreak oplock) {}
    }

    @BeforeEach
    void login() throws Exception {
        served = new Served(folder.resolve("one"), 0, given -> given);
        ConnectionSettings settings = new ConnectionSettings(
                "127.0.0.1",
                served.port(),
                UUID.randomUUID(),
                TIMEOUT,
                TIMEOUT,
                false,
                true,
                ConnectionSettings.Security.DEFAULT);
        session = ClientSession.login(
                ClientConnection.open(settings, threads, memory, new Unwatched()),
                Credentials.of(Served.USER, "", Served.PASSWORD),
                0);
    }

    /** The session goes on, and what it had before is not lost. */
    @AfterEach
    void goesOn() throws Exception {
        try {
            assertThat(session.isLost()).isFalse();
            ClientTree tree = ClientTree.connect(session, "share");
            CreateRequest request = new CreateRequest(
                    0, 2, 0x80, 0, 7, CreateDisposition.OPEN, CreateOptions.DIRECTORY_FILE, "", List.of());
            tree.send(new ClientRequest(Command.CREATE, request)).success();
        } finally {
            session.end();
            served.close();
            threads.shutdownNow();
        }
    }

    private void bind(int port) throws Exception {
        session.addChannel(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), threads, memory, new Unwatched());
    }

    private static CuttingRelay counting(int port) throws Exception {
        return new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    private static ByteBuffer wire(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isLogin(byte[] message) {
        return wire(message).getShort(12) == Command.SESSION_SETUP.code();
    }

    private static boolean has(byte[] message, NtStatus status) {
        return isLogin(message) && wire(message).getInt(8) == status.code();
    }

    @Test
    void theServerGivesIt() throws Exception {
        assertThat(session.takesChannels()).isTrue();
        try (CuttingRelay relay = counting(served.port())) {
            bind(relay.port());
            assertThat(session.channels()).isEqualTo(2);
            assertThat(relay.requests())
                    .as("NEGOTIATE and two of SESSION_SETUP")
                    .isEqualTo(3);
        }
    }

    @Test
    void anotherServerIsSeenByItsGuid() throws Exception {
        try (Served other = new Served(folder.resolve("two"), 0, given -> given);
                CuttingRelay relay = counting(other.port())) {
            SecurityRefusal refusal = catchThrowableOfType(SecurityRefusal.class, () -> bind(relay.port()));
            assertThat(refusal).hasMessageContaining("another server");
            assertThat(relay.requests()).as("NEGOTIATE alone").isEqualTo(1);
        }
        assertThat(session.channels()).isEqualTo(1);
    }

    @Test
    void anotherServerThatTakesTheGuidGetsNoResponseOfTheUsers() throws Exception {
        byte[] guid = guid();
        try (Served other = new Served(folder.resolve("two"), 0, given -> given);
                ChangingRelay changing = new ChangingRelay(other.port(), message -> {
                    if (wire(message).getShort(12) == Command.NEGOTIATE.code()) {
                        System.arraycopy(guid, 0, message, SERVER_GUID, guid.length);
                    }
                    return message;
                });
                CuttingRelay relay = counting(changing.port())) {
            StatusException refusal = catchThrowableOfType(StatusException.class, () -> bind(relay.port()));
            assertThat(refusal.is(NtStatus.USER_SESSION_DELETED)).isTrue();
            assertThat(relay.requests()).as("no second SESSION_SETUP").isEqualTo(2);
        }
        assertThat(session.channels()).isEqualTo(1);
    }

    private byte[] guid() throws Exception {
        byte[] guid = new byte[16];
        try (ChangingRelay relay = new ChangingRelay(served.port(), message -> {
            System.arraycopy(message, SERVER_GUID, guid, 0, guid.length);
            return message;
        })) {
            ConnectionSettings settings = new ConnectionSettings(
                    "127.0.0.1",
                    relay.port(),
                    UUID.randomUUID(),
                    TIMEOUT,
                    TIMEOUT,
                    false,
                    false,
                    ConnectionSettings.Security.DEFAULT);
            ClientConnection.open(settings, threads, memory, new Unwatched()).close();
        }
        return guid;
    }

    /** Asks a server for a challenge, and gives it as its own. */
    private enum Forged {
        CHANGED {
            @Override
            void forge(byte[] message) {
                message[SIGNATURE] ^= 1;
            }
        },
        UNSIGNED {
            @Override
            void forge(byte[] message) {
                ByteBuffer wire = wire(message);
                wire.putInt(16, wire.getInt(16) & ~Smb2Header.SIGNED);
                wire.put(SIGNATURE, new byte[16]);
            }
        };

        abstract void forge(byte[] message);
    }

    @ParameterizedTest
    @EnumSource(Forged.class)
    void whoDoesNotKnowTheKeyGetsNoResponseOfTheUsers(Forged how) throws Exception {
        assertThat(requests(NtStatus.MORE_PROCESSING_REQUIRED, how)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Forged.class)
    void aChannelThatIsNotProvedIsNone(Forged how) throws Exception {
        assertThat(requests(NtStatus.SUCCESS, how)).isEqualTo(3);
    }

    private int requests(NtStatus forged, Forged how) throws Exception {
        UnaryOperator<byte[]> change = message -> {
            if (has(message, forged)) {
                how.forge(message);
            }
            return message;
        };
        try (ChangingRelay changing = new ChangingRelay(served.port(), change);
                CuttingRelay relay = counting(changing.port())) {
            SecurityRefusal refusal = catchThrowableOfType(SecurityRefusal.class, () -> bind(relay.port()));
            assertThat(refusal).hasMessageContaining("does not know the session's key");
            assertThat(session.channels()).isEqualTo(1);
            return relay.requests();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NtStatus.class,
            names = {"REQUEST_NOT_ACCEPTED", "NOT_SUPPORTED", "ACCESS_DENIED", "INSUFFICIENT_RESOURCES"})
    void isRefused(NtStatus status) throws Exception {
        UnaryOperator<byte[]> change = message -> {
            if (isLogin(message)) {
                wire(message).putInt(8, status.code());
            }
            return message;
        };
        try (ChangingRelay changing = new ChangingRelay(served.port(), change)) {
            StatusException refusal = catchThrowableOfType(StatusException.class, () -> bind(changing.port()));
            assertThat(refusal.is(status)).isTrue();
        }
        assertThat(session.channels()).isEqualTo(1);
    }
}
