// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Passwords verified by the host's own accounts; guessing is slowed down together with every other authenticator. */
@Component(service = Authenticator.class, property = Authenticator.NAME + "=ledger")
public final class LedgerAuthenticator implements Authenticator {

    /** What the host has: a directory of accounts that can check a password. */
    public interface Ledger {
        /** The account's name as the ledger spells it, if the password is right. Takes as long for an unknown user. */
        Optional<String> verify(String user, char[] password);

        Set<String> groups(String account);

        /** Whether the account exists and may be used. */
        boolean isOpen(String account);

        /** Grows with each change of an account. */
        long changes();
    }

    private final Ledger ledger;
    private final LoginThrottle throttle;

    @Activate
    public LedgerAuthenticator(@Reference Ledger ledger, @Reference LoginThrottle throttle) {
        this.ledger = ledger;
        this.throttle = throttle;
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return kind == Password.class;
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return authenticate(credential, peer, () -> true);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        if (!(credential instanceof Password password)) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "takes passwords only");
        }
        InetAddress address = peer.remote().getAddress();
        // waits its turn; throws while a ban lasts
        try (LoginThrottle.Attempt attempt = throttle.begin(password.user(), address, wanted)) {
            Optional<String> account = ledger.verify(password.user(), password.password());
            if (account.isEmpty()) {
                attempt.failed();
                throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, password.user());
            }
            attempt.succeeded(); // throws if a ban began meanwhile
            return Authentication.of(identity(account.get()));
        }
    }

    @Override
    public long revision() {
        return ledger.changes();
    }

    @Override
    public Optional<Identity> current(Identity known) {
        return ledger.isOpen(known.name()) ? Optional.of(identity(known.name())) : Optional.empty();
    }

    private Identity identity(String account) {
        Set<String> groups = ledger.groups(account);
        Set<Right> rights =
                groups.contains("editors") ? EnumSet.allOf(Right.class) : EnumSet.of(Right.LIST, Right.READ);
        return new Identity(account, groups, VPath.ROOT, rights, Identity.Limits.NONE);
    }
}
