// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.text.Masked;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.protocol.ErrorCode;

/** Exceptions for what went wrong. */
final class Failures {
    private static final int MOST_CHARACTERS = 200;

    private Failures() {}

    /** The server sent an ERROR. */
    static StorageException refused(ErrorCode code, String message, String file) {
        return new StorageException(
                reason(code),
                file + ": the server says \"" + Masked.of(message, MOST_CHARACTERS) + "\" (error " + code.number()
                        + ")");
    }

    private static Reason reason(ErrorCode code) {
        return switch (code) {
            case FILE_NOT_FOUND -> Reason.NOT_FOUND;
            case ACCESS_VIOLATION, NO_SUCH_USER -> Reason.ACCESS_DENIED;
            case DISK_FULL -> Reason.NO_SPACE;
            case ILLEGAL_OPERATION, OPTION_NEGOTIATION -> Reason.NOT_SUPPORTED;
            case FILE_EXISTS -> Reason.EXISTS;
            case NOT_DEFINED, UNKNOWN_TRANSFER_ID -> Reason.IO;
        };
    }

    /** A transfer ended before its time. */
    static StorageException of(Outcome outcome, String file) {
        return switch (outcome.how()) {
            case PEER -> refused(outcome.code(), outcome.detail(), file);
            case SILENCE -> new StorageException(Reason.UNAVAILABLE, file + ": the server fell silent");
            case CANCELLED -> new StorageException(Reason.STALE, file + ": the transfer was closed");
            case DONE, REFUSED, STORAGE, NETWORK ->
                new StorageException(Reason.IO, file + ": " + outcome.detail(), outcome.cause());
        };
    }
}
