// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.acl.InvalidDescriptorException;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Security descriptors, [MS-SMB2] 3.3.5.20.3 and 3.3.5.21.3, [MS-FSA] 2.1.5.13 and 2.1.5.17. */
final class SecurityHandlers {
    private static final int NAMED = SecurityDescriptor.OWNER | SecurityDescriptor.GROUP | SecurityDescriptor.DACL;
    /** LABEL, ATTRIBUTE and SCOPE information, which are in the list of audits. */
    private static final int OTHER_ENTRIES = 0x10 | 0x20 | 0x40;

    private SecurityHandlers() {}

    static Reply query(SmbOpen open, QueryInfoRequest body) throws SmbException, StorageException {
        int parts = body.additional();
        boolean audits = (parts & SecurityDescriptor.SACL) != 0;
        boolean named = (parts & (NAMED | OTHER_ENTRIES)) != 0;
        if (audits && !open.has(AccessMask.ACCESS_SYSTEM_SECURITY) || named && !open.has(AccessMask.READ_CONTROL)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to read the security descriptor");
        }
        byte[] descriptor = open.file().security().only(parts).encode();
        if (descriptor.length > body.most()) {
            byte[] needed = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(descriptor.length)
                    .array();
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL, new ErrorResponse(0, needed), "security descriptor");
        }
        return Reply.of(new OutputResponse(descriptor));
    }

    static void set(SmbOpen open, SetInfoRequest body) throws SmbException, StorageException {
        int parts = body.additional() & (NAMED | SecurityDescriptor.SACL);
        require(open, parts, SecurityDescriptor.OWNER | SecurityDescriptor.GROUP, AccessMask.WRITE_OWNER);
        require(open, parts, SecurityDescriptor.DACL, AccessMask.WRITE_DAC);
        require(open, parts, SecurityDescriptor.SACL, AccessMask.ACCESS_SYSTEM_SECURITY);
        SecurityDescriptor given = decode(body.buffer(), NtStatus.INVALID_SECURITY_DESCR);
        if ((parts & SecurityDescriptor.OWNER) != 0 && given.owner() == null) {
            throw new SmbException(NtStatus.INVALID_OWNER, "an owner is to be set, and none is given");
        }
        if (parts != 0) {
            open.file().security(given, parts);
        }
    }

    private static void require(SmbOpen open, int parts, int ofThese, int right) throws SmbException {
        if ((parts & ofThese) != 0 && !open.has(right)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to set parts " + Integer.toHexString(parts));
        }
    }

    /** @throws SmbException with {@code otherwise} if it is none */
    static SecurityDescriptor decode(byte[] bytes, NtStatus otherwise) throws SmbException {
        try {
            return SecurityDescriptor.decode(bytes);
        } catch (InvalidDescriptorException e) {
            throw new SmbException(otherwise, e.getMessage());
        }
    }
}
