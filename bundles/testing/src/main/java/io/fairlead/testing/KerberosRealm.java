// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.awaitility.Awaitility;

/**
 * A realm of its own: MIT's KDC as a normal process on a port of loopback, with its database and configuration in a folder.
 * Tests are skipped where it is not installed. Not thread-safe.
 */
public final class KerberosRealm implements AutoCloseable {
    /** Its name. */
    public static final String NAME = "FAIRLEAD.TEST";

    private static final String KDC = "/usr/sbin/krb5kdc";
    private static final String KADMIN = "/usr/sbin/kadmin.local";
    private static final String DATABASE_UTILITY = "/usr/sbin/kdb5_util";
    private static final Duration START = Duration.ofSeconds(20);

    private final Path folder;
    private final Path configuration;
    private final Process kdc;

    private KerberosRealm(Path folder, Path configuration, Process kdc) {
        this.folder = folder;
        this.configuration = configuration;
        this.kdc = kdc;
    }

    /** Skips the test where there is no KDC, or no client of it. */
    public static void require() {
        Tools.require(KDC, KADMIN, DATABASE_UTILITY, "kinit", "klist");
    }

    /**
     * Starts one, without users.
     *
     * @param folder where its files go; made if it is not there
     */
    public static KerberosRealm start(Path folder) throws IOException {
        require();
        Files.createDirectories(folder);
        int port = FreePort.find();
        Path configuration = folder.resolve("krb5.conf");
        Files.writeString(
                configuration,
                """
                [libdefaults]
                 default_realm = %1$s
                 dns_lookup_realm = false
                 dns_lookup_kdc = false
                 dns_canonicalize_hostname = false
                 rdns = false
                 udp_preference_limit = 1
                 renew_lifetime = 0
                [realms]
                 %1$s = {
                  kdc = 127.0.0.1:%2$d
                 }
                """
                        .formatted(NAME, port));
        Files.writeString(
                folder.resolve("kdc.conf"),
                """
                [kdcdefaults]
                 kdc_listen = 127.0.0.1:%2$d
                 kdc_tcp_listen = 127.0.0.1:%2$d
                [realms]
                 %1$s = {
                  database_name = %3$s/principal
                  key_stash_file = %3$s/stash
                  acl_file = %3$s/acl
                  max_life = 1d
                 }
                [logging]
                 kdc = FILE:%3$s/kdc.log
                """
                        .formatted(NAME, port, folder.toAbsolutePath()));
        run(folder, DATABASE_UTILITY, "create", "-s", "-r", NAME, "-P", "master key of a test");
        ProcessBuilder builder = new ProcessBuilder(
                KDC, "-n", "-r", NAME, "-P", folder.resolve("kdc.pid").toString());
        builder.environment().putAll(environment(folder));
        Process kdc = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("kdc.out").toFile())
                .start();
        KerberosRealm realm = new KerberosRealm(folder, configuration, kdc);
        try {
            Awaitility.await("a KDC on port " + port).atMost(START).until(() -> listens(port));
        } catch (RuntimeException e) {
            realm.close();
            throw new IOException("no KDC: " + Files.readString(folder.resolve("kdc.out")), e);
        }
        return realm;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of(
                "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
    }

    /** Runs a program of MIT's with this realm, which must succeed. */
    private static Tools.Result run(Path folder, String... command) {
        List<String> line = new ArrayList<>(List.of("env"));
        environment(folder).forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(Arrays.asList(command));
        return Tools.run(line.toArray(new String[0])).succeeded();
    }

    /** Its {@code krb5.conf}, for {@code KRB5_CONFIG}. */
    public Path configuration() {
        return configuration;
    }

    /** Adds somebody. */
    public void add(String principal, String password) {
        run(folder, KADMIN, "-r", NAME, "-q", "addprinc -pw " + password + " " + principal);
    }

    /**
     * Adds services with random keys.
     *
     * @param encryption of their keys and tickets, as MIT calls it; empty for what it prefers
     * @return a keytab with all of them
     */
    public Path keytab(String name, String encryption, String... services) {
        Path keytab = folder.resolve(name);
        String kind = encryption.isEmpty() ? "" : "-e " + encryption + ":normal ";
        for (String service : services) {
            run(folder, KADMIN, "-r", NAME, "-q", "addprinc -randkey " + kind + service);
            run(folder, KADMIN, "-r", NAME, "-q", "ktadd -k " + keytab + " " + kind + service);
        }
        return keytab;
    }

    /** Changes the key of a service: keytabs made before are outdated. */
    public void changeKey(String service) {
        run(folder, KADMIN, "-r", NAME, "-q", "cpw -randkey " + service);
    }

    /** Tickets for a service last so long and no longer, from now on. */
    public void limitLife(String service, Duration life) {
        run(folder, KADMIN, "-r", NAME, "-q", "modprinc -maxlife " + life.toSeconds() + "sec " + service);
    }

    /** Tickets for a service have no PAC from now on, for servers that want all of Active Directory's or none. */
    public void omitAuthorizationData(String service) {
        run(folder, KADMIN, "-r", NAME, "-q", "modprinc +no_auth_data_required " + service);
    }

    /** A cache with a ticket for tickets, by {@code kinit}: a file, for {@code KRB5CCNAME}. */
    public Path tickets(String principal, String password, Duration life) throws IOException {
        Path cache = Files.createTempFile(folder, "tickets", "");
        renew(cache, principal, password, life);
        return cache;
    }

    /** Gets a new ticket for tickets, in the same cache. */
    public void renew(Path cache, String principal, String password, Duration life) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("kinit", "-c", cache.toString(), "-l", life.toSeconds() + "s", principal);
        builder.environment().putAll(environment(folder));
        Process kinit = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("kinit.out").toFile())
                .start();
        try {
            kinit.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
            kinit.getOutputStream().close();
            if (!kinit.waitFor(START.toSeconds(), TimeUnit.SECONDS) || kinit.exitValue() != 0) {
                kinit.destroyForcibly();
                throw new IOException("kinit fails: " + Files.readString(folder.resolve("kinit.out")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Makes it the realm of this process: the JDK reads its configuration, and whatever it had read before is forgotten. */
    public void use() {
        System.setProperty("java.security.krb5.conf", configuration.toString());
        Path any = keytab("refresh.keytab", "", "refresh/localhost");
        Map<String, String> options = Map.of(
                "refreshKrb5Config", "true",
                "useKeyTab", "true",
                "keyTab", any.toString(),
                "principal", "refresh/localhost@" + NAME,
                "isInitiator", "false",
                "storeKey", "true");
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
        try {
            new LoginContext("refresh", new Subject(), null, modules).login();
        } catch (LoginException e) {
            throw new UncheckedIOException(new IOException("the JDK does not read " + configuration, e));
        }
    }

    /** What the KDC has said. */
    public String log() throws IOException {
        Path log = folder.resolve("kdc.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() {
        kdc.destroy();
        try {
            if (!kdc.waitFor(10, TimeUnit.SECONDS)) {
                kdc.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kdc.destroyForcibly();
        }
    }
}
