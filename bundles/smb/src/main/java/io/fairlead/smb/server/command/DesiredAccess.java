// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.SmbException;

/** What a CREATE asks for, as the bits that an open is granted, [MS-SMB2] 3.3.5.9 and [MS-FSA] 2.1.5.1.2.1. */
final class DesiredAccess {
    private DesiredAccess() {}

    /**
     * The mask without generic bits and without MAXIMUM_ALLOWED.
     *
     * @param most that the account may
     */
    static int of(ExportVolume volume, CreateRequest body, VPath path, Links links, int most)
            throws SmbException, StorageException {
        int access = AccessMask.specific(body.desiredAccess());
        boolean audits = (access & AccessMask.ACCESS_SYSTEM_SECURITY) != 0;
        if (audits && (granted(volume, path, links) & AccessMask.ACCESS_SYSTEM_SECURITY) == 0) {
            throw new SmbException(NtStatus.PRIVILEGE_NOT_HELD, "the audit list is for administrators");
        }
        if ((access & AccessMask.MAXIMUM_ALLOWED) != 0) {
            // who asks for all that he may gets GENERIC_EXECUTE as far as he may, too
            access = AccessMask.specific(body.desiredAccess() & ~AccessMask.GENERIC_EXECUTE)
                    & ~AccessMask.MAXIMUM_ALLOWED;
            if (body.disposition() == CreateDisposition.CREATE) {
                access |= most;
            } else {
                access |= most & ~readOnlyBits(volume, path, links) & granted(volume, path, links);
            }
            if (access == 0) {
                throw new SmbException(NtStatus.ACCESS_DENIED, "nothing is allowed");
            }
        }
        if ((access & ~(most | AccessMask.ACCESS_SYSTEM_SECURITY)) != 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the account may not");
        }
        return access;
    }

    /** What the descriptor grants; of what is not there yet, that of its directory tells enough. */
    private static int granted(ExportVolume volume, VPath path, Links links) {
        try {
            return volume.grantedAccess(path, links);
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND || path.isRoot()) {
                return AccessMask.ALL; // the open finds out
            }
        }
        int audits = AccessMask.ACCESS_SYSTEM_SECURITY;
        return AccessMask.ALL | granted(volume, VPath.ROOT, links) & audits;
    }

    /** [MS-FSA] 2.1.5.1.2.1: what a file that is read-only takes away from all that one may. */
    private static int readOnlyBits(ExportVolume volume, VPath path, Links links) {
        try {
            Attributes present = volume.attributes(path, links);
            boolean readOnly = present.isFile() && (present.dosFlags() & Attributes.READ_ONLY) != 0;
            return readOnly ? AccessMask.WRITE_DATA | AccessMask.APPEND_DATA : 0;
        } catch (StorageException e) {
            return 0; // the open finds out
        }
    }
}
