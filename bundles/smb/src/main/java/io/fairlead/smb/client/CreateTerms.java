// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.ReadRequest;
import java.util.List;
import java.util.Set;

/** An open of the storage in the terms of CREATE, [MS-SMB2] 2.2.13. */
final class CreateTerms {
    private CreateTerms() {}

    static int disposition(Open how) {
        return switch (how.disposition()) {
            case OPEN -> CreateDisposition.OPEN;
            case CREATE -> CreateDisposition.CREATE;
            default -> CreateDisposition.OPEN_IF;
        };
    }

    static int access(Set<Access> wanted) {
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

    static int options(Open how) {
        int options =
                switch (how.kind()) {
                    case FILE -> CreateOptions.NON_DIRECTORY_FILE;
                    case DIRECTORY -> CreateOptions.DIRECTORY_FILE;
                    case ANY -> 0;
                };
        return options | (how.links() == Links.ITSELF ? CreateOptions.OPEN_REPARSE_POINT : 0);
    }

    /** What goes with a CREATE that opens a file to be read, or a directory to be listed. */
    static List<ClientRequest> related(boolean content, boolean entries) {
        if (content) {
            ReadRequest read = new ReadRequest(0, ReadAhead.FIRST_BYTES, 0, FileId.RELATED, 0, 0);
            return List.of(new ClientRequest(Command.READ, read, ReadAhead.FIRST_BYTES));
        }
        if (entries) {
            QueryDirectoryRequest page = SmbDirectoryNode.firstPage(FileId.RELATED);
            ClientRequest request = new ClientRequest(Command.QUERY_DIRECTORY, page, SmbDirectoryNode.FIRST_BYTES);
            return List.of(request, request); // the second tells whether there is more
        }
        return List.of();
    }
}
