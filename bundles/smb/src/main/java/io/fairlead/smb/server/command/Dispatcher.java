// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.exchange.Exchange;
import io.fairlead.smb.server.exchange.Gate;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;

/** Serves what connections bring, [MS-SMB2] 3.3.5.2. Thread-safe. */
public final class Dispatcher implements Connection.Handler {
    private static final int SMB1 = 0x424d53ff; // 0xFF 'S' 'M' 'B', as the others in little-endian order
    private static final int TRANSFORM = 0x424d53fd;

    /** Larger ones may take long to decrypt, and none of them is a cancellation. */
    private static final int SMALL_BYTES = 64 * 1024;

    private final Server server;
    private final Consumer<Connection> whenEnded;

    /** @param whenEnded told of each connection at its end, when its sessions are closed */
    public Dispatcher(Server server, Consumer<Connection> whenEnded) {
        this.server = server;
        this.whenEnded = whenEnded;
    }

    @Override
    public void message(Connection connection, ByteBuffer message, Connection.Reading reading) throws IOException {
        if (message.remaining() < Integer.BYTES) {
            throw new MalformedMessageException("a message of " + message.remaining() + " bytes");
        }
        int protocol = message.order(ByteOrder.LITTLE_ENDIAN).getInt(message.position());
        switch (protocol) {
            case Smb2Header.PROTOCOL_ID ->
                new Exchange(Commands::row, server, connection, reading, null).serve(message);
            case TRANSFORM -> encrypted(connection, message, reading);
            case SMB1 -> NegotiateHandler.multiProtocol(server, connection, message);
            default -> throw new MalformedMessageException("protocol id " + Integer.toHexString(protocol));
        }
    }

    /** [MS-SMB2] 3.3.5.2.1.1: who can't be decrypted is cut off. */
    private void encrypted(Connection connection, ByteBuffer message, Connection.Reading reading) throws IOException {
        long id = MessageCipher.sessionId(message);
        SmbSession session = connection
                .session(id)
                .or(() -> known(connection, id))
                .orElseThrow(() -> new MalformedMessageException("encrypted by an unknown session"));
        MessageCipher cipher = session.established()
                .map(SmbSession.Established::incoming)
                .orElseThrow(() -> new MalformedMessageException("encrypted without a key"));
        if (message.remaining() > SMALL_BYTES) {
            reading.handOnIfBusy();
        }
        ByteBuffer plain = cipher.decrypt(message);
        if (plain.remaining() < Integer.BYTES
                || plain.order(ByteOrder.LITTLE_ENDIAN).getInt(plain.position()) != Smb2Header.PROTOCOL_ID) {
            throw new MalformedMessageException("what was encrypted is no SMB2 message");
        }
        new Exchange(Commands::row, server, connection, reading, session).serve(plain);
    }

    /** One that has ended, or is another connection's: whoever has its key is told so by it, see {@link Gate}. */
    private Optional<SmbSession> known(Connection connection, long id) {
        return connection.gone(id).filter(session -> !session.isDistrusted()).or(() -> server.sessions()
                .find(id)
                .filter(SmbSession::isValid));
    }

    @Override
    public void ended(Connection connection) {
        try {
            connection.sessions().forEach(session -> {
                if (session.unbind(connection)) {
                    SessionHandlers.end(server, session);
                }
            });
        } finally {
            whenEnded.accept(connection);
        }
    }
}
