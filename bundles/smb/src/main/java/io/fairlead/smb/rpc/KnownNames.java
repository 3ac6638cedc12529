// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts and groups that a server has met: a SID is made from a name, but does not tell it. Keeps the 10,000 that were met
 * last. Thread-safe.
 */
public final class KnownNames implements SidNames {
    private static final int MOST = 10_000;

    private final Map<Sid, Known> bySid = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /** Somebody who has logged in, or could. */
    public synchronized void met(Identity identity) {
        bySid.put(Sid.ofAccount(identity.name()), new Known(identity.name(), false));
        for (String group : identity.groups()) {
            bySid.put(Sid.ofGroup(group), new Known(group, true));
        }
        var eldest = bySid.keySet().iterator();
        for (int beyond = bySid.size() - MOST; beyond > 0; beyond--) {
            eldest.next();
            eldest.remove();
        }
    }

    @Override
    public synchronized Optional<Known> of(Sid sid) {
        return Optional.ofNullable(bySid.get(sid));
    }

    @Override
    public Optional<Known> of(String name) {
        Optional<Known> account = of(Sid.ofAccount(name));
        return account.isPresent() ? account : of(Sid.ofGroup(name));
    }
}
