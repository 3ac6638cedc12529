// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.ConfirmationCallback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.TextOutputCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AccountException;
import javax.security.auth.login.AccountNotFoundException;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.CredentialException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * One login, by JAAS. Roles are told by the names of their principals' classes, so that whose they are need not be there.
 * It has a copy of the password, for whoever asked may not wait for its end, and wipes it.
 */
final class RealmLogin implements Callable<RealmLogin.Account> {
    private final String realm;
    private final Configuration configuration; // null for that of the process
    private final Set<String> roleClasses;
    private final String user;
    private final char[] password;

    /**
     * Somebody whom the realm has let in.
     *
     * @param name as the realm spells it
     * @param roles names of roles
     */
    record Account(String name, Set<String> roles) {}

    RealmLogin(JaasSettings settings, Configuration configuration, String user, char[] password) {
        this.realm = settings.realm();
        this.configuration = configuration;
        this.roleClasses = settings.roleClasses();
        this.user = user;
        this.password = password.clone();
    }

    @Override
    public Account call() throws AuthenticationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            Configuration realms = realms();
            thread.setContextClassLoader(new ModuleLoader(realms)); // JAAS loads the realm's modules by it
            return login(context(realms));
        } finally {
            thread.setContextClassLoader(before);
            wipe();
        }
    }

    /** Done by {@link #call}; to be done by whoever does not come to call. */
    void wipe() {
        Arrays.fill(password, '\0');
    }

    private Configuration realms() throws AuthenticationException {
        try {
            return configuration == null ? Configuration.getConfiguration() : configuration;
        } catch (SecurityException e) {
            throw new AuthenticationException(Refusal.UNAVAILABLE, "there is no JAAS configuration", e);
        }
    }

    private LoginContext context(Configuration realms) throws AuthenticationException {
        try {
            return new LoginContext(realm, new Subject(), new Answers(), realms);
        } catch (LoginException | SecurityException e) {
            throw new AuthenticationException(Refusal.UNAVAILABLE, "there is no realm " + realm, e);
        }
    }

    private Account login(LoginContext context) throws AuthenticationException {
        try {
            context.login();
        } catch (LoginException e) {
            throw new AuthenticationException(
                    refusal(e), "user " + user + ": " + e.getClass().getSimpleName(), e);
        }
        try {
            return account(context.getSubject().getPrincipals());
        } finally {
            try {
                context.logout();
            } catch (LoginException e) {
                // the realm keeps what it likes
            }
        }
    }

    /** What does not tell of a broken realm is a wrong password: counting too many is better than too few. */
    private static Refusal refusal(LoginException e) {
        if (e instanceof AccountNotFoundException) {
            return Refusal.UNKNOWN_USER;
        }
        if (e instanceof FailedLoginException) {
            return Refusal.WRONG_CREDENTIAL;
        }
        if (e instanceof AccountException || e instanceof CredentialException) {
            return Refusal.DISABLED; // locked or expired
        }
        boolean broken = e.getCause() instanceof IOException || e.getCause() instanceof RuntimeException;
        return broken ? Refusal.UNAVAILABLE : Refusal.WRONG_CREDENTIAL;
    }

    private Account account(Set<Principal> principals) {
        Set<String> roles = new HashSet<>();
        String name = user;
        for (Principal principal : principals) {
            if (roleClasses.contains(principal.getClass().getName())) {
                roles.add(principal.getName());
            } else if (user.equalsIgnoreCase(principal.getName())) {
                name = principal.getName();
            }
        }
        return new Account(name, roles);
    }

    private final class Answers implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback asked) {
                    asked.setName(user);
                } else if (callback instanceof PasswordCallback asked) {
                    asked.setPassword(password);
                } else if (callback instanceof ConfirmationCallback asked) {
                    asked.setSelectedIndex(asked.getDefaultOption());
                } else if (!(callback instanceof TextOutputCallback)) {
                    throw new UnsupportedCallbackException(callback, "there is a name and a password, nothing else");
                }
            }
        }
    }

    /**
     * Sees what this bundle sees (Karaf's own modules, by boot delegation), then what the configuration's bundle sees, then
     * what the process was started with.
     */
    private static final class ModuleLoader extends ClassLoader {
        private final ClassLoader ofConfiguration; // null for the runtime's own

        ModuleLoader(Configuration realms) {
            super(RealmLogin.class.getClassLoader());
            ofConfiguration = realms.getClass().getClassLoader();
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (ofConfiguration != null) {
                try {
                    return ofConfiguration.loadClass(name);
                } catch (ClassNotFoundException e) {
                    // the last one is asked
                }
            }
            return ClassLoader.getSystemClassLoader().loadClass(name);
        }
    }
}
