// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.Reason;
import io.fairlead.tftp.protocol.ErrorCode;

/** TFTP's answer to each reason, RFC 1350 5. */
final class ErrorCodes {
    private ErrorCodes() {}

    static ErrorCode of(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY -> ErrorCode.FILE_NOT_FOUND;
            case ACCESS_DENIED, READ_ONLY, READ_ONLY_FILE, IS_DIRECTORY -> ErrorCode.ACCESS_VIOLATION;
            case NO_SPACE, QUOTA -> ErrorCode.DISK_FULL;
            case EXISTS -> ErrorCode.FILE_EXISTS;
            case NOT_SUPPORTED -> ErrorCode.ILLEGAL_OPERATION;
            case IN_USE, DELETE_PENDING, LOCKED, STALE, UNAVAILABLE, CANCELLED, TOO_MANY -> ErrorCode.NOT_DEFINED;
            case NOT_EMPTY, NAME_INVALID, IO -> ErrorCode.NOT_DEFINED;
        };
    }

    /** What the client is told where the code does not say it all; else empty. */
    static String text(Reason reason) {
        return switch (reason) {
            case IN_USE, DELETE_PENDING, LOCKED, STALE, UNAVAILABLE, CANCELLED, TOO_MANY ->
                "not available now, try again later";
            case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY, IS_DIRECTORY -> "";
            case ACCESS_DENIED, READ_ONLY, READ_ONLY_FILE -> "";
            case NO_SPACE, QUOTA, EXISTS, NOT_SUPPORTED, NOT_EMPTY, NAME_INVALID, IO -> "";
        };
    }
}
