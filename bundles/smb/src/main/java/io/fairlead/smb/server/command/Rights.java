// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Storage;
import io.fairlead.smb.dtyp.AccessMask;
import java.util.EnumSet;
import java.util.Set;

/** Between access masks and the rights of accounts and opens. */
final class Rights {
    /** Of a named pipe. */
    static final int PIPE = AccessMask.READ | AccessMask.WRITE;

    private static final int READS = AccessMask.READ | AccessMask.EXECUTE;
    private static final int WRITES = AccessMask.WRITE | AccessMask.WRITE_DAC | AccessMask.WRITE_OWNER;
    private static final int DELETES = AccessMask.DELETE | AccessMask.DELETE_CHILD;

    /** All that changes something. */
    static final int CHANGES = (WRITES | DELETES) & ~READS;

    private Rights() {}

    /** Most that a user may be granted on a share, [MS-SMB2] 2.2.10 MaximalAccess. */
    static int most(Identity user, Set<Storage.Feature> features) {
        boolean writable = features.contains(Storage.Feature.WRITE);
        int mask = AccessMask.READ_CONTROL | AccessMask.SYNCHRONIZE | AccessMask.READ_ATTRIBUTES;
        mask |= user.may(Right.READ) || user.may(Right.LIST) ? READS : 0;
        mask |= writable && user.may(Right.WRITE) ? WRITES : 0;
        mask |= writable && user.may(Right.DELETE) ? DELETES : 0;
        return mask;
    }

    /**
     * What the storage is opened for.
     *
     * @param directory whether it is known to be one: adding entries needs no right of its own there
     */
    static Set<Access> access(int mask, boolean directory) {
        Set<Access> access = EnumSet.noneOf(Access.class);
        if ((mask & AccessMask.READ_DATA) != 0 || !directory && (mask & AccessMask.EXECUTE) != 0) {
            access.add(Access.READ);
        }
        if (!directory && (mask & AccessMask.WRITE_DATA) != 0) {
            access.add(Access.WRITE);
        }
        if (!directory && (mask & AccessMask.APPEND_DATA) != 0 && (mask & AccessMask.WRITE_DATA) == 0) {
            access.add(Access.APPEND);
        }
        int changes = AccessMask.WRITE_ATTRIBUTES | AccessMask.WRITE_EA | AccessMask.WRITE_DAC | AccessMask.WRITE_OWNER;
        if ((mask & changes) != 0) {
            access.add(Access.ATTRIBUTES);
        }
        if ((mask & AccessMask.DELETE) != 0) {
            access.add(Access.DELETE);
        }
        return access;
    }
}
