// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import java.util.Set;

/** An open of the storage in the terms of CREATE, [MS-SMB2] 2.2.13. */
public final class CreateTerms {
    private CreateTerms() {}

    /** CreateDisposition. */
    public static int disposition(Open how) {
        return switch (how.disposition()) {
            case OPEN -> CreateDisposition.OPEN;
            case CREATE -> CreateDisposition.CREATE;
            default -> CreateDisposition.OPEN_IF;
        };
    }

    /** DesiredAccess. */
    public static int access(Set<Access> wanted) {
        int mask = wanted.isEmpty() ? 0 : AccessMask.READ_EA;
        for (Access each : wanted) {
            mask |= switch (each) {
                case READ -> AccessMask.READ_DATA;
                case WRITE -> AccessMask.WRITE_DATA | AccessMask.APPEND_DATA | AccessMask.WRITE_EA;
                case APPEND -> AccessMask.APPEND_DATA;
                case ATTRIBUTES -> AccessMask.WRITE_ATTRIBUTES | AccessMask.WRITE_EA;
                case DELETE -> AccessMask.DELETE;
            };
        }
        return mask;
    }

    /** CreateOptions. */
    public static int options(Open how) {
        int options =
                switch (how.kind()) {
                    case FILE -> CreateOptions.NON_DIRECTORY_FILE;
                    case DIRECTORY -> CreateOptions.DIRECTORY_FILE;
                    case ANY -> 0;
                };
        return options | (how.links() == Links.ITSELF ? CreateOptions.OPEN_REPARSE_POINT : 0);
    }
}
