// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.rpc.SidNames;
import io.fairlead.smb.server.state.Server;
import java.util.Optional;
import java.util.Set;

/**
 * Names of a server's accounts: of those that it has met, and of those that its authenticator knows when it is asked by name.
 *
 * @param server whose accounts
 */
record AccountNames(Server server) implements SidNames {
    @Override
    public Optional<Known> of(Sid sid) {
        return server.sessions().names().of(sid);
    }

    @Override
    public Optional<Known> of(String name) {
        Optional<Known> met = server.sessions().names().of(name);
        if (met.isEmpty() && exists(name)) {
            return server.sessions().names().of(name);
        }
        return met;
    }

    /** An authenticator that does not follow accounts gives back what it is asked with, whether it is there or not. */
    @SuppressWarnings("ReferenceEquality")
    private boolean exists(String name) {
        Optional<Authenticator> authenticator = server.authenticator().get();
        if (authenticator.isEmpty()) {
            return false;
        }
        Identity asked = new Identity(name, Set.of(), VPath.ROOT, Set.of(), Identity.Limits.NONE);
        try {
            Optional<Identity> found = authenticator.get().current(asked);
            found.filter(present -> present != asked)
                    .ifPresent(server.sessions().names()::met);
            return found.isPresent() && found.get() != asked;
        } catch (AuthenticationException e) {
            return false; // nobody can tell now
        }
    }
}
