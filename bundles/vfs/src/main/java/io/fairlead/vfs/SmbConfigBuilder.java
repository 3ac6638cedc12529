// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.apache.commons.vfs2.FileSystemOptions;

/**
 * Options of {@code smb}, beside those of every provider. File systems of one server, user and set of options share one
 * connection, so that how many there may be does not matter. Keys are equal by name to the connector's.
 */
public final class SmbConfigBuilder extends ConnectorFileSystemConfigBuilder {
    private static final SmbConfigBuilder INSTANCE = new SmbConfigBuilder();

    static final ConnectOptions.Key<String> DOMAIN = text("smb.domain", "");
    private static final ConnectOptions.Key<Boolean> SIGNING =
            new ConnectOptions.Key<>("smb.signing", Boolean.class, true);
    private static final ConnectOptions.Key<String> ENCRYPTION = text("smb.encryption", "offered");
    private static final ConnectOptions.Key<String> OLDEST = text("smb.oldestDialect", "2.0.2");
    private static final ConnectOptions.Key<String> NEWEST = text("smb.newestDialect", "3.1.1");
    private static final ConnectOptions.Key<String> SIGNING_ALGORITHMS =
            text("smb.signingAlgorithms", "AES-GMAC,AES-CMAC,HMAC-SHA256");
    private static final ConnectOptions.Key<String> CIPHERS =
            text("smb.ciphers", "AES-128-GCM,AES-256-GCM,AES-128-CCM,AES-256-CCM");

    private static final ConnectOptions.Key<String> KERBEROS = text("smb.kerberos", "off");

    @SuppressWarnings("rawtypes") // a key has a class
    private static final ConnectOptions.Key<Supplier> KERBEROS_SUBJECT =
            new ConnectOptions.Key<>("smb.kerberosSubject", Supplier.class, null);

    private static final ConnectOptions.Key<String> KERBEROS_LOGIN = text("smb.kerberosLogin", null);
    private static final ConnectOptions.Key<String> KERBEROS_CACHE = text("smb.kerberosCache", null);
    private static final ConnectOptions.Key<String> KERBEROS_SERVICE = text("smb.kerberosService", null);

    private static final ConnectOptions.Key<String> DFS = text("smb.dfs", "same");

    private static final ConnectOptions.Key<String> UPLOAD = text("smb.upload", "auto");

    private static final ConnectOptions.Key<Duration> RECOVERY_TIMEOUT =
            new ConnectOptions.Key<>("smb.recoveryTimeout", Duration.class, Duration.ofSeconds(30));

    private static final ConnectOptions.Key<Duration> CACHE_TIME =
            new ConnectOptions.Key<>("smb.cacheTime", Duration.class, Duration.ofSeconds(5));
    private static final ConnectOptions.Key<Integer> CACHE_BYTES =
            new ConnectOptions.Key<>("smb.cacheBytes", Integer.class, 16 * 1024 * 1024);
    private static final ConnectOptions.Key<Integer> CHANNELS =
            new ConnectOptions.Key<>("smb.channels", Integer.class, 1);

    private SmbConfigBuilder() {}

    private static ConnectOptions.Key<String> text(String name, String fallback) {
        return new ConnectOptions.Key<>(name, String.class, fallback);
    }

    public static SmbConfigBuilder getInstance() {
        return INSTANCE;
    }

    /** The user's domain or workgroup; one in the URL, or of the {@code UserAuthenticator}, comes first; empty unless set. */
    public void setDomain(FileSystemOptions options, String domain) {
        set(options, DOMAIN, domain);
    }

    /** Whether a server whose answers are not signed is refused; true unless set. */
    public void setSigningRequired(FileSystemOptions options, boolean required) {
        set(options, SIGNING, required ? null : false);
    }

    /** Whether everything after the login is encrypted, or the server refused; unless set, where the server demands it. */
    public void setEncryptionRequired(FileSystemOptions options, boolean required) {
        set(options, ENCRYPTION, required ? "required" : null);
    }

    /**
     * Log-in by Kerberos: {@code off}, {@code prefer} (by password, where the server takes no ticket or there is none) or
     * {@code required}; off unless set. The tickets are got with the password, if there is one, else they are those of the
     * user of the process; {@code krb5.conf} is where the JDK looks for it.
     */
    public void setKerberos(FileSystemOptions options, String use) {
        set(options, KERBEROS, use);
    }

    /** Who has the tickets; asked at each log-in. */
    public void setKerberosSubject(FileSystemOptions options, Supplier<Subject> subject) {
        set(options, KERBEROS_SUBJECT, subject);
    }

    /** The entry of the JAAS configuration that gets the tickets. */
    public void setKerberosLogin(FileSystemOptions options, String entry) {
        set(options, KERBEROS_LOGIN, entry);
    }

    /** The file of the ticket cache, instead of the one of the process's user. */
    public void setKerberosCache(FileSystemOptions options, String file) {
        set(options, KERBEROS_CACHE, file);
    }

    /** The principal of the server, {@code cifs/HOST} or {@code cifs/HOST@REALM}, instead of that of the URL's host. */
    public void setKerberosService(FileSystemOptions options, String principal) {
        set(options, KERBEROS_SERVICE, principal);
    }

    /** Dialects spoken, of 2.0.2, 2.1, 3.0, 3.0.2 and 3.1.1; all of them unless set. */
    public void setDialects(FileSystemOptions options, String oldest, String newest) {
        set(options, OLDEST, oldest);
        set(options, NEWEST, newest);
    }

    /** Signing algorithms of 3.1.1, best first, of AES-GMAC, AES-CMAC and HMAC-SHA256. */
    public void setSigningAlgorithms(FileSystemOptions options, List<String> algorithms) {
        set(options, SIGNING_ALGORITHMS, String.join(",", algorithms));
    }

    /**
     * To which hosts a server may send us on for parts of its tree that lie on others (DFS), and so with which of them the user
     * logs in: {@code same}, the URL's, as it is unless set; {@code any}; hosts separated by commas, {@code *.example.com} for
     * all whose names end so; or {@code off}.
     */
    public void setDfs(FileSystemOptions options, String hosts) {
        set(options, DFS, hosts);
    }

    /**
     * Whether all uploads go to a temporary name that is renamed at the end; unless set new files of up to 64 KiB do not: they
     * are made under their names, with all of their content, by one message.
     */
    public void setUploadByRename(FileSystemOptions options, boolean rename) {
        set(options, UPLOAD, rename ? "rename" : null);
    }

    /**
     * How long after a connection was lost another is tried for the sake of open files, before they fail; 30 seconds unless
     * set, zero if nothing is to wait.
     */
    public void setRecoveryTimeout(FileSystemOptions options, Duration timeout) {
        set(options, RECOVERY_TIMEOUT, timeout);
    }

    /**
     * How long a file that was read, or a folder that was listed again, stays open at the server, if that grants a lease, so
     * that it is read and listed without asking; 5 seconds unless set, zero if nothing is to stay open. Changes that the server
     * does not tell of are seen after this time.
     */
    public void setCacheTime(FileSystemOptions options, Duration time) {
        set(options, CACHE_TIME, time);
    }

    /** Most bytes that are remembered so, for each server; 16 MiB unless set, zero if nothing is to stay open. */
    public void setCacheBytes(FileSystemOptions options, int bytes) {
        set(options, CACHE_BYTES, bytes);
    }

    /**
     * Most connections of one session (multichannel), from 1, as it is unless set, to 32: more than one share large reads and
     * writes, where the server offers that and speaks 3.0 or later. AES-GMAC is not offered for signing then.
     */
    public void setChannels(FileSystemOptions options, int most) {
        set(options, CHANNELS, most);
    }

    /** Ciphers, best first, of AES-128-GCM, AES-256-GCM, AES-128-CCM and AES-256-CCM. */
    public void setCiphers(FileSystemOptions options, List<String> ciphers) {
        set(options, CIPHERS, String.join(",", ciphers));
    }
}
