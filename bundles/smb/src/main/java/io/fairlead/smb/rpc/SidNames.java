// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.Sid;
import java.util.Optional;

/** Accounts and groups of a server, for who has to show them. Thread-safe. */
public interface SidNames {
    /**
     * An account or a group.
     *
     * @param name as its source spells it
     * @param group whether it is one
     */
    record Known(String name, boolean group) {}

    /** Whose SID it is; empty for nobody that is known. */
    Optional<Known> of(Sid sid);

    /** An account or group of a name, whatever its case. */
    Optional<Known> of(String name);
}
