// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.client.connection.Exchange;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.FtpTime;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.time.Instant;
import java.util.Optional;

/** SIZE and MDTM, for servers without MLST; one that lacks them too is asked once. Thread-safe. */
final class SizeAndTime {
    private final Exchange exchange;

    SizeAndTime(Exchange exchange) {
        this.exchange = exchange;
    }

    /** What the server replies to SIZE, RFC 3659 4; empty if it knows no such command. */
    Optional<Reply> size(String argument) throws StorageException {
        if (!exchange.traits().size()) {
            return Optional.empty();
        }
        Reply reply = exchange.ask("SIZE", argument);
        if (isUnknown(reply)) {
            exchange.traits().refusedSize();
            return Optional.empty();
        }
        return Optional.of(reply);
    }

    /**
     * The time of last change, RFC 3659 3; the epoch for one that makes no sense or is refused.
     *
     * @return empty if the server knows no such command
     */
    Optional<Instant> modified(String argument) throws StorageException {
        if (!exchange.traits().times()) {
            return Optional.empty();
        }
        Reply reply = exchange.ask("MDTM", argument);
        if (isUnknown(reply)) {
            exchange.traits().refusedTimes();
            return Optional.empty();
        }
        return Optional.of(reply.is(ReplyCode.FILE_STATUS) ? time(reply) : Instant.EPOCH);
    }

    /** Whether a command is one that the server does not know. */
    static boolean isUnknown(Reply reply) {
        return reply.is(ReplyCode.UNKNOWN_COMMAND) || reply.is(ReplyCode.NOT_IMPLEMENTED);
    }

    static long number(Reply size) throws StorageException {
        try {
            return Math.max(0, Long.parseLong(size.text().strip()));
        } catch (NumberFormatException e) {
            throw new StorageException(Reason.IO, "not a size: " + size, e);
        }
    }

    private static Instant time(Reply reply) {
        try {
            return FtpTime.decode(reply.text().strip());
        } catch (FtpSyntaxException e) {
            return Instant.EPOCH; // a time that makes no sense is no reason to fail
        }
    }
}
