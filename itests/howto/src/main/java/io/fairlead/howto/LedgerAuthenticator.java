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
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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
        if (!(credential instanceof Password password)) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "takes passwords only");
        }
        InetAddress address = peer.remote().getAddress();
        pause(throttle.delay(password.user(), address)); // throws while a ban lasts
        Optional<String> account = ledger.verify(password.user(), password.password());
        if (account.isEmpty()) {
            throttle.failed(password.user(), address);
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, password.user());
        }
        throttle.succeeded(password.user(), address);
        return Authentication.of(identity(account.get()));
    }

    private Identity identity(String account) {
        Set<String> groups = ledger.groups(account);
        Set<Right> rights =
                groups.contains("editors") ? EnumSet.allOf(Right.class) : EnumSet.of(Right.LIST, Right.READ);
        return new Identity(account, groups, VPath.ROOT, rights, Identity.Limits.NONE);
    }

    private static void pause(Duration delay) throws AuthenticationException {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthenticationException(Refusal.UNAVAILABLE, "server is stopping", e);
        }
    }
}
