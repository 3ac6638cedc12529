// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.SecurityRefusal;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;

/** What refusals of a server mean, [MS-ERREF] 2.3.1. */
public final class Failures {
    // Those that only a client meets.
    private static final int NAME_TOO_LONG = 0xC0000106;
    private static final int ILLEGAL_CHARACTER = 0xC0000161;
    private static final int UNMAPPABLE_CHARACTER = 0xC0000162;
    private static final int TOO_MANY_OPENED_FILES = 0xC000011F;
    private static final int EAS_NOT_SUPPORTED = 0xC000004F;
    private static final int FILE_INVALID = 0xC0000098;
    private static final int CONNECTION_DISCONNECTED = 0xC000020C;

    private Failures() {}

    /** A storage's exception for what has happened at a path. */
    public static StorageException of(IOException e, String path) {
        if (e instanceof StorageException known) {
            return known;
        }
        return new StorageException(reason(e), path + ": " + e.getMessage(), e);
    }

    /** Whether the server has no such share. */
    public static boolean isNoShare(IOException e) {
        return e instanceof StatusException refused && refused.is(NtStatus.BAD_NETWORK_NAME);
    }

    /** The storage's reason for what has happened. */
    public static Reason reason(IOException e) {
        if (e instanceof StatusException refused) {
            return reason(refused.status());
        }
        if (e instanceof ConnectionLostException) {
            return Reason.UNAVAILABLE;
        }
        return e instanceof SecurityRefusal ? Reason.ACCESS_DENIED : Reason.IO;
    }

    private static Reason reason(int status) {
        for (NtStatus known : NtStatus.values()) {
            if (known.code() == status) {
                return reason(known);
            }
        }
        return switch (status) {
            case NAME_TOO_LONG, ILLEGAL_CHARACTER, UNMAPPABLE_CHARACTER -> Reason.NAME_INVALID;
            case TOO_MANY_OPENED_FILES -> Reason.TOO_MANY;
            case EAS_NOT_SUPPORTED -> Reason.NOT_SUPPORTED;
            case FILE_INVALID -> Reason.STALE;
            case CONNECTION_DISCONNECTED -> Reason.UNAVAILABLE;
            default -> Reason.IO;
        };
    }

    private static Reason reason(NtStatus status) {
        return switch (status) {
            case OBJECT_NAME_NOT_FOUND, NO_SUCH_FILE, BAD_NETWORK_NAME -> Reason.NOT_FOUND;
            case OBJECT_PATH_NOT_FOUND -> Reason.PARENT_NOT_FOUND;
            case OBJECT_NAME_COLLISION -> Reason.EXISTS;
            case FILE_IS_A_DIRECTORY -> Reason.IS_DIRECTORY;
            case NOT_A_DIRECTORY -> Reason.NOT_DIRECTORY;
            case DIRECTORY_NOT_EMPTY -> Reason.NOT_EMPTY;
            case ACCESS_DENIED, PRIVILEGE_NOT_HELD, LOGON_FAILURE, ACCOUNT_DISABLED, STOPPED_ON_SYMLINK ->
                Reason.ACCESS_DENIED;
            case MEDIA_WRITE_PROTECTED -> Reason.READ_ONLY;
            case CANNOT_DELETE -> Reason.READ_ONLY_FILE;
            case SHARING_VIOLATION, PIPE_BUSY, PIPE_NOT_AVAILABLE -> Reason.IN_USE;
            case DELETE_PENDING -> Reason.DELETE_PENDING;
            case FILE_LOCK_CONFLICT, LOCK_NOT_GRANTED -> Reason.LOCKED;
            case DISK_FULL, EA_TOO_LARGE -> Reason.NO_SPACE;
            case QUOTA_EXCEEDED -> Reason.QUOTA;
            case OBJECT_NAME_INVALID, OBJECT_PATH_INVALID, OBJECT_PATH_SYNTAX_BAD -> Reason.NAME_INVALID;
            case NOT_SUPPORTED,
                    NOT_IMPLEMENTED,
                    INVALID_DEVICE_REQUEST,
                    INVALID_INFO_CLASS,
                    FS_DRIVER_REQUIRED,
                    NOT_SAME_DEVICE,
                    PATH_NOT_COVERED -> Reason.NOT_SUPPORTED;
            case FILE_CLOSED, INVALID_HANDLE -> Reason.STALE;
            case NETWORK_NAME_DELETED,
                    USER_SESSION_DELETED,
                    NETWORK_SESSION_EXPIRED,
                    REQUEST_NOT_ACCEPTED,
                    FILE_NOT_AVAILABLE,
                    IO_TIMEOUT -> Reason.UNAVAILABLE;
            case CANCELLED -> Reason.CANCELLED;
            case INSUFFICIENT_RESOURCES, INSUFF_SERVER_RESOURCES -> Reason.TOO_MANY;
            default -> Reason.IO;
        };
    }
}
