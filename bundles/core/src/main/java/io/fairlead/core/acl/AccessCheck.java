// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;

/** What a descriptor grants, [MS-DTYP] 2.5.3.2. */
final class AccessCheck {
    private AccessCheck() {}

    /** Everything that it grants; a right is granted or denied by the first entry that speaks of it. */
    static int granted(SecurityDescriptor descriptor, Token token) {
        int always = token.isAdministrator() ? FileAccess.WRITE_OWNER | FileAccess.SYSTEM_SECURITY : 0;
        if (descriptor.dacl() == null) {
            return always | FileAccess.ALL;
        }
        boolean owns = descriptor.owner() != null && token.is(descriptor.owner());
        boolean limited = false; // the owner, by entries of its own
        int granted = 0;
        int denied = 0;
        for (Ace ace : descriptor.dacl().entries()) {
            boolean ofOwner = ace.sid().equals(Sid.OWNER_RIGHTS);
            if (ace.has(Ace.INHERIT_ONLY) || !(ofOwner ? owns : token.is(ace.sid()))) {
                continue;
            }
            limited |= ofOwner;
            int mask = FileAccess.specific(ace.mask()) & FileAccess.ALL;
            switch (ace.type()) {
                case Ace.ALLOWED -> granted |= mask & ~denied;
                case Ace.DENIED, Ace.DENIED_CALLBACK -> denied |= mask & ~granted;
                default -> {} // no right to anything
            }
        }
        if (owns && !limited) {
            granted |= FileAccess.READ_CONTROL | FileAccess.WRITE_DAC;
        }
        return granted | always;
    }
}
