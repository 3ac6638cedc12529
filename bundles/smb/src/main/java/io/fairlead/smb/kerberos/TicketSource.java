// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.kerberos;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * Where tickets come from. Its text shows no secret. The first of these that is given counts: a subject, an entry of the JAAS
 * configuration, a password, a cache.
 *
 * @param required whether another mechanism is refused where there is no ticket
 * @param subject has the tickets, or the key to them; asked at each login; null for none
 * @param loginName entry of the JAAS configuration; null for none
 * @param cache file of the ticket cache; null for the user's own
 * @param service name of the server in its realm, {@code cifs/host} or {@code cifs/host@REALM}; null for cifs of the host
 * @param principal who logs in; empty for whose the tickets are
 * @param password kept for the next login; empty for none
 */
public record TicketSource(
        boolean required,
        Supplier<Subject> subject,
        String loginName,
        String cache,
        String service,
        String principal,
        String password) {
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    /**
     * Who has the tickets; a new one for each login, unless it is given.
     *
     * @throws LoginException if there are none, or the KDC does not give any
     */
    public Subject get() throws LoginException {
        if (subject != null) {
            Subject given = subject.get();
            if (given == null) {
                throw new LoginException("there is no subject");
            }
            return given;
        }
        LoginContext login = loginName != null
                ? new LoginContext(loginName, new Answers())
                : bySystemClasses(() -> new LoginContext("fairlead", new Subject(), new Answers(), configuration()));
        login.login();
        return login.getSubject();
    }

    private interface Making {
        LoginContext make() throws LoginException;
    }

    /** The JDK's module is looked for by the loader of the thread, which in a framework need not see it. */
    private static LoginContext bySystemClasses(Making making) throws LoginException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return making.make();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Configuration configuration() {
        Map<String, String> options = new HashMap<>(Map.of("refreshKrb5Config", "true"));
        if (password.isEmpty()) {
            options.put("useTicketCache", "true");
            options.put("doNotPrompt", "true");
            if (cache != null) {
                options.put("ticketCache", cache);
            }
        }
        if (!principal.isEmpty()) {
            options.put("principal", principal);
        }
        AppConfigurationEntry entry =
                new AppConfigurationEntry(MODULE, AppConfigurationEntry.LoginModuleControlFlag.REQUIRED, options);
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        };
    }

    private final class Answers implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback asked) {
                    asked.setName(principal);
                } else if (callback instanceof PasswordCallback asked) {
                    asked.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback, "there is a name and a password, nothing else");
                }
            }
        }
    }

    @Override
    public String toString() {
        return "TicketSource[" + principal + "]";
    }
}
