// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.storage.Reason;
import io.fairlead.smb.protocol.NtStatus;

/** What a refusal of the Export is in this protocol, [MS-ERREF] 2.3.1. */
public final class Statuses {
    private Statuses() {}

    static NtStatus of(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> NtStatus.OBJECT_NAME_NOT_FOUND;
            case PARENT_NOT_FOUND -> NtStatus.OBJECT_PATH_NOT_FOUND;
            case EXISTS -> NtStatus.OBJECT_NAME_COLLISION;
            case IS_DIRECTORY -> NtStatus.FILE_IS_A_DIRECTORY;
            case NOT_DIRECTORY -> NtStatus.NOT_A_DIRECTORY;
            case NOT_EMPTY -> NtStatus.DIRECTORY_NOT_EMPTY;
            case ACCESS_DENIED, READ_ONLY_FILE -> NtStatus.ACCESS_DENIED;
            case READ_ONLY -> NtStatus.MEDIA_WRITE_PROTECTED;
            case IN_USE -> NtStatus.SHARING_VIOLATION;
            case DELETE_PENDING -> NtStatus.DELETE_PENDING;
            case LOCKED -> NtStatus.FILE_LOCK_CONFLICT;
            case NO_SPACE, QUOTA ->
                NtStatus.DISK_FULL; // of a quota too: applications know what to do with this one only
            case NAME_INVALID -> NtStatus.OBJECT_NAME_INVALID;
            case NOT_SUPPORTED -> NtStatus.NOT_SUPPORTED;
            case STALE -> NtStatus.FILE_CLOSED;
            case UNAVAILABLE -> NtStatus.NETWORK_NAME_DELETED;
            case CANCELLED -> NtStatus.CANCELLED;
            case TOO_MANY -> NtStatus.INSUFFICIENT_RESOURCES;
            case IO -> NtStatus.IO_DEVICE_ERROR;
        };
    }
}
