// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.smb.client.dfs.ReferralHosts;
import java.time.Duration;
import java.util.function.Supplier;

/** Options of SMB connections, beside those of {@link ConnectOptions}. */
public final class SmbOptions {
    /** The user's domain or workgroup; one in the user's name, as {@code DOMAIN;user} or {@code DOMAIN\\user}, comes first. */
    public static final ConnectOptions.Key<String> DOMAIN = new ConnectOptions.Key<>("smb.domain", String.class, "");

    /** Whether unsigned answers are refused. Sessions of nobody in particular can't be signed, and are not. */
    public static final ConnectOptions.Key<Boolean> SIGNING =
            new ConnectOptions.Key<>("smb.signing", Boolean.class, true);

    /** {@code offered} (for servers and shares that demand it) or {@code required}. */
    public static final ConnectOptions.Key<String> ENCRYPTION =
            new ConnectOptions.Key<>("smb.encryption", String.class, "offered");

    /** Oldest dialect spoken: 2.0.2, 2.1, 3.0, 3.0.2 or 3.1.1. */
    public static final ConnectOptions.Key<String> OLDEST =
            new ConnectOptions.Key<>("smb.oldestDialect", String.class, "2.0.2");

    /** Newest dialect spoken. */
    public static final ConnectOptions.Key<String> NEWEST =
            new ConnectOptions.Key<>("smb.newestDialect", String.class, "3.1.1");

    /** Signing algorithms of 3.1.1, best first, separated by commas. */
    public static final ConnectOptions.Key<String> SIGNING_ALGORITHMS =
            new ConnectOptions.Key<>("smb.signingAlgorithms", String.class, "AES-GMAC,AES-CMAC,HMAC-SHA256");

    /** Ciphers, best first, separated by commas. */
    public static final ConnectOptions.Key<String> CIPHERS =
            new ConnectOptions.Key<>("smb.ciphers", String.class, "AES-128-GCM,AES-256-GCM,AES-128-CCM,AES-256-CCM");

    /** Log-in by Kerberos: {@code off}, {@code prefer} (else by password) or {@code required}. */
    public static final ConnectOptions.Key<String> KERBEROS =
            new ConnectOptions.Key<>("smb.kerberos", String.class, "off");

    /**
     * For Kerberos: who has the tickets, asked at each log-in. One that is equal to another shares its connections. Before all
     * below, and a password.
     */
    @SuppressWarnings("rawtypes") // a key has a class
    public static final ConnectOptions.Key<Supplier> KERBEROS_SUBJECT =
            new ConnectOptions.Key<>("smb.kerberosSubject", Supplier.class, null);

    /** For Kerberos: an entry of the JAAS configuration that gets the tickets; asked for name and password it gets ours. */
    public static final ConnectOptions.Key<String> KERBEROS_LOGIN =
            new ConnectOptions.Key<>("smb.kerberosLogin", String.class, null);

    /** For Kerberos without a password: the file of the ticket cache; that of the process's user unless set. */
    public static final ConnectOptions.Key<String> KERBEROS_CACHE =
            new ConnectOptions.Key<>("smb.kerberosCache", String.class, null);

    /** For Kerberos: the principal of the server, {@code cifs/HOST} or {@code cifs/HOST@REALM}; of the URI's host unless set. */
    public static final ConnectOptions.Key<String> KERBEROS_SERVICE =
            new ConnectOptions.Key<>("smb.kerberosService", String.class, null);

    /**
     * To which hosts a server may send us on for parts of its tree that lie on others (DFS), and so with which of them the user
     * logs in: {@code same}, the one that was connected to; {@code any}; hosts separated by commas, {@code *.example.com} for
     * all whose names end so; or {@code off}. All are asked at the port of the first one.
     */
    public static final ConnectOptions.Key<String> DFS =
            new ConnectOptions.Key<>(ReferralHosts.OPTION, String.class, "same");

    /**
     * How whole files are uploaded: {@code auto} (a new file of up to 64 KiB is made under its name, with its content, by one
     * message; all others go to a temporary name that is renamed at the end) or {@code rename} (all go to a temporary name).
     */
    public static final ConnectOptions.Key<String> UPLOAD =
            new ConnectOptions.Key<>("smb.upload", String.class, "auto");

    /**
     * How long after a connection was lost another is tried for the sake of the files that are open; what was not had again by
     * then fails. Zero if nothing is to wait.
     */
    public static final ConnectOptions.Key<Duration> RECOVERY_TIMEOUT =
            new ConnectOptions.Key<>("smb.recoveryTimeout", Duration.class, Duration.ofSeconds(30));

    /**
     * How long a file that was read, or a folder that was listed again, stays open at the server, if that grants a lease, so that
     * it is read and listed without asking; zero if nothing is to stay open. What others change is seen when the server tells of
     * it, and at the latest after this time.
     */
    public static final ConnectOptions.Key<Duration> CACHE_TIME =
            new ConnectOptions.Key<>("smb.cacheTime", Duration.class, Duration.ofSeconds(5));

    /** Most bytes that are remembered so, for each server; zero if nothing is to stay open. */
    public static final ConnectOptions.Key<Integer> CACHE_BYTES =
            new ConnectOptions.Key<>("smb.cacheBytes", Integer.class, 16 * 1024 * 1024);

    /**
     * Most connections of one session (multichannel), from 1 to 32: more than one share large reads and writes, where the server
     * offers that and the dialect is 3.0 or later. Signing by AES-GMAC is not offered then, unless all is to be encrypted.
     */
    public static final ConnectOptions.Key<Integer> CHANNELS =
            new ConnectOptions.Key<>("smb.channels", Integer.class, 1);

    private SmbOptions() {}
}
