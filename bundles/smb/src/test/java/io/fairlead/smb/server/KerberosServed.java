// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.kerberos.KerberosAuthenticator;
import io.fairlead.auth.kerberos.KerberosSettings;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.KerberosRealm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A server with the share {@code share} that takes tickets of a realm and NTLM, for the accounts {@code alice} and the
 * disabled {@code carol}; {@code bob} has a ticket and no account. The password is everybody's.
 */
public final class KerberosServed implements AutoCloseable {
    public static final String PASSWORD = "Passw0rd!1";

    /** By which clients ask for tickets, besides {@code localhost}; no name that can be looked up. */
    public static final String HOST = "files.fairlead.test";

    private final KerberosRealm realm;
    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final UsersAuthenticator users;
    private final SmbServer server;

    public KerberosServed(Path folder, UnaryOperator<SmbSettings> settings) throws Exception {
        realm = KerberosRealm.start(folder.resolve("realm"));
        for (String user : new String[] {"alice", "bob", "carol"}) {
            realm.add(user, PASSWORD);
        }
        Path keytab = realm.keytab("service.keytab", "", "cifs/" + HOST, "cifs/localhost");
        realm.use();
        Path accounts = folder.resolve("users");
        UsersFile file = UsersFile.load(accounts);
        file.add("alice", PASSWORD.toCharArray(), UserOptions.parse("").withNtlm(true));
        file.add("carol", PASSWORD.toCharArray(), UserOptions.parse("disabled"));
        file.save();
        users = new UsersAuthenticator(UsersSettings.of(accounts), () -> LoginThrottle.NONE);
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share("share", Exports.over(new MemoryStorage()).name("share").build())
                .authenticator(new KerberosAuthenticator(
                        KerberosSettings.of(keytab), () -> Optional.of(users), () -> LoginThrottle.NONE))
                .settings(given -> settings.apply(given.withDrain(Duration.ofSeconds(5))))
                .start();
    }

    public KerberosRealm realm() {
        return realm;
    }

    public SmbServer server() {
        return server;
    }

    public int port() {
        return server.addresses().get(0).getPort();
    }

    @Override
    public void close() throws Exception {
        server.close(true);
        endpoints.close();
        users.close();
        realm.close();
    }
}
