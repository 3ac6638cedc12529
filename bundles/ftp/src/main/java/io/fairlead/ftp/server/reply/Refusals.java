// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.reply;

import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.api.storage.InexpressibleNames;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import org.slf4j.Logger;

/** What a storage's refusal is in FTP: code and text for people. The exception's own text never reaches a peer. */
public final class Refusals {
    private Refusals() {}

    /** RFC 959 4.2: 450 may succeed later, 550 will not. */
    public static ReplyCode code(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, PARENT_NOT_FOUND, EXISTS, IS_DIRECTORY, NOT_DIRECTORY, NOT_EMPTY -> ReplyCode.UNAVAILABLE;
            case ACCESS_DENIED, READ_ONLY, READ_ONLY_FILE -> ReplyCode.UNAVAILABLE;
            case IN_USE, DELETE_PENDING, LOCKED, STALE, UNAVAILABLE, CANCELLED, TOO_MANY -> ReplyCode.BUSY;
            case NO_SPACE -> ReplyCode.NO_SPACE;
            case QUOTA -> ReplyCode.QUOTA_EXCEEDED;
            case NAME_INVALID -> ReplyCode.NAME_NOT_ALLOWED;
            case NOT_SUPPORTED -> ReplyCode.PARAMETER_NOT_IMPLEMENTED;
            case IO -> ReplyCode.LOCAL_ERROR;
        };
    }

    /** As {@link #text(Reason)}; but why a directory stays that looks empty is told, for nothing else shows it. */
    public static String text(StorageException refusal) {
        if (refusal instanceof InexpressibleNames names) {
            String count = names.count() < InexpressibleNames.MOST ? names.count() + "" : "at least " + names.count();
            return "Directory holds " + count + (names.count() == 1 ? " name" : " names") + " that cannot be expressed";
        }
        return text(refusal.reason());
    }

    /** For the log: a storage that fails is for the administrator to look into, a refusal is not. */
    public static void log(Logger log, String who, String doing, StorageException refusal) {
        if (refusal.reason() == Reason.IO) {
            log.warn("{} {}: the storage failed", who, doing, Masked.fault(refusal));
        } else {
            log.debug("{} {}", who, doing, refusal);
        }
    }

    /** Whether a rule was in the way, or something else. */
    public static Outcome outcome(IOException e) {
        Throwable why = e instanceof CommandRefused && e.getCause() != null ? e.getCause() : e;
        if (why instanceof StorageException storage) {
            return switch (storage.reason()) {
                case ACCESS_DENIED, READ_ONLY, QUOTA, NAME_INVALID -> Outcome.REFUSED;
                default -> Outcome.FAILED;
            };
        }
        return e instanceof CommandRefused ? Outcome.REFUSED : Outcome.FAILED;
    }

    public static String text(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> "No such file or directory";
            case PARENT_NOT_FOUND -> "No such directory on the way";
            case EXISTS -> "Already exists";
            case IS_DIRECTORY -> "Is a directory";
            case NOT_DIRECTORY -> "Not a directory";
            case NOT_EMPTY -> "Directory is not empty";
            case ACCESS_DENIED -> "Permission denied";
            case READ_ONLY -> "Read-only";
            case READ_ONLY_FILE -> "Read-only file";
            case IN_USE -> "In use by somebody else; try again later";
            case DELETE_PENDING -> "Is being deleted; try again later";
            case CANCELLED -> "Cancelled";
            case TOO_MANY -> "Too much is open; try again later";
            case LOCKED -> "Locked by somebody else; try again later";
            case NO_SPACE -> "No space left";
            case QUOTA -> "Quota is used up";
            case NAME_INVALID -> "Name not allowed";
            case NOT_SUPPORTED -> "Not supported by this storage";
            case STALE, UNAVAILABLE -> "Storage is not available now; try again later";
            case IO -> "Storage failed";
        };
    }
}
