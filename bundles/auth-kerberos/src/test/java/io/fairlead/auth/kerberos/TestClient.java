// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/** A client with a cache of tickets, by the JDK's GSS-API. */
final class TestClient {
    private final Subject subject;

    TestClient(Path cache) throws Exception {
        Map<String, String> options =
                Map.of("useTicketCache", "true", "ticketCache", cache.toString(), "doNotPrompt", "true");
        Configuration modules = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "com.sun.security.auth.module.Krb5LoginModule",
                            AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                            options)
                };
            }
        };
        LoginContext login = new LoginContext("test", new Subject(), null, modules);
        login.login();
        subject = login.getSubject();
    }

    /** A context that has sent nothing yet. */
    GSSContext context(String service) throws Exception {
        return Subject.doAs(subject, (PrivilegedExceptionAction<GSSContext>) () -> {
            GSSManager gss = GSSManager.getInstance();
            Oid kerberos = new Oid("1.2.840.113554.1.2.2");
            GSSName name = gss.createName(service, new Oid("1.2.840.113554.1.2.2.1"));
            GSSCredential own =
                    gss.createCredential(null, GSSCredential.DEFAULT_LIFETIME, kerberos, GSSCredential.INITIATE_ONLY);
            GSSContext context = gss.createContext(name, kerberos, own, GSSContext.DEFAULT_LIFETIME);
            context.requestMutualAuth(true);
            context.requestInteg(true);
            return context;
        });
    }

    /** The next token for the service. */
    byte[] step(GSSContext context, byte[] token) throws Exception {
        return Subject.doAs(
                subject, (PrivilegedExceptionAction<byte[]>) () -> context.initSecContext(token, 0, token.length));
    }
}
