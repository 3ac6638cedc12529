// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

/** A realm {@code test}, whose accounts stand in a map. */
final class TestRealm extends Configuration {
    /** Each account's password and roles. */
    static final Map<String, List<String>> ACCOUNTS = new ConcurrentHashMap<>();
    /** What a login throws, if not null. */
    static final AtomicReference<LoginException> TROUBLE = new AtomicReference<>();
    /** What a login waits for, if not null. */
    static final AtomicReference<CountDownLatch> GATE = new AtomicReference<>();
    /** The class loader that a login's thread had. */
    static final AtomicReference<ClassLoader> LOADER = new AtomicReference<>();

    static void reset() {
        ACCOUNTS.clear();
        TROUBLE.set(null);
        GATE.set(null);
    }

    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return name.equals("test")
                ? new AppConfigurationEntry[] {
                    new AppConfigurationEntry(Module.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                }
                : null;
    }

    /** A role, as Karaf has one. */
    record RolePrincipal(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    /** An account, as Karaf has one. */
    record UserPrincipal(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    public static final class Module implements LoginModule {
        private Subject subject;
        private CallbackHandler handler;
        private String account;

        @Override
        public void initialize(Subject of, CallbackHandler asked, Map<String, ?> shared, Map<String, ?> options) {
            subject = of;
            handler = asked;
        }

        @Override
        public boolean login() throws LoginException {
            LOADER.set(Thread.currentThread().getContextClassLoader());
            try {
                CountDownLatch gate = GATE.get();
                if (gate != null) {
                    gate.await();
                }
                NameCallback name = new NameCallback("user");
                PasswordCallback password = new PasswordCallback("password", false);
                handler.handle(new Callback[] {name, password});
                if (TROUBLE.get() != null) {
                    throw TROUBLE.get();
                }
                account = ACCOUNTS.keySet().stream()
                        .filter(known -> known.equalsIgnoreCase(name.getName()))
                        .findFirst()
                        .orElseThrow(() -> new FailedLoginException("no such user"));
                if (!ACCOUNTS.get(account).get(0).equals(String.valueOf(password.getPassword()))) {
                    throw new FailedLoginException("no match");
                }
                return true;
            } catch (LoginException e) {
                throw e;
            } catch (Exception e) {
                throw (LoginException) new LoginException("broken").initCause(e);
            }
        }

        @Override
        public boolean commit() {
            subject.getPrincipals().add(new UserPrincipal(account));
            ACCOUNTS.get(account).stream().skip(1).map(RolePrincipal::new).forEach(subject.getPrincipals()::add);
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            subject.getPrincipals().clear();
            return true;
        }
    }
}
