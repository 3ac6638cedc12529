// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.commons.vfs2.FileSystem;
import org.apache.commons.vfs2.FileSystemConfigBuilder;
import org.apache.commons.vfs2.FileSystemOptions;

/**
 * Options of every Fairlead provider. File objects resolved with equal options share one file system and its connections.
 * User and password come from the URL or from {@code DefaultFileSystemConfigBuilder.setUserAuthenticator}. Thread-safe, the
 * options themselves are not.
 */
public class ConnectorFileSystemConfigBuilder extends FileSystemConfigBuilder {
    private static final ConnectorFileSystemConfigBuilder INSTANCE = new ConnectorFileSystemConfigBuilder();
    private static final String ALL = "connectOptions";

    /** For builders of one protocol's options. */
    protected ConnectorFileSystemConfigBuilder() {
        super("fairlead.");
    }

    public static ConnectorFileSystemConfigBuilder getInstance() {
        return INSTANCE;
    }

    @Override
    protected final Class<? extends FileSystem> getConfigClass() {
        return ConnectorFileSystem.class;
    }

    /** Everything set so far; {@link ConnectOptions#NONE} for null. */
    public final ConnectOptions getConnectOptions(FileSystemOptions options) {
        ConnectOptions set = options == null ? null : getParam(options, ALL);
        return set == null ? ConnectOptions.NONE : set;
    }

    /** Sets any option of a connector; null unsets it. */
    public final <T> void set(FileSystemOptions options, ConnectOptions.Key<T> key, T value) {
        setParam(options, ALL, getConnectOptions(options).with(key, value));
    }

    /** An option's value, or its fallback. */
    public final <T> T get(FileSystemOptions options, ConnectOptions.Key<T> key) {
        return getConnectOptions(options).get(key);
    }

    /** How long to wait for a connection to be made; 10 s unless set. */
    public final void setConnectTimeout(FileSystemOptions options, Duration timeout) {
        set(options, ConnectOptions.CONNECT_TIMEOUT, timeout);
    }

    /** How long the server may keep silent when it owes an answer or data; 60 s unless set. */
    public final void setIoTimeout(FileSystemOptions options, Duration timeout) {
        set(options, ConnectOptions.IO_TIMEOUT, timeout);
    }

    /** Connections to the server at one time; 8 unless set. */
    public final void setMaxConnections(FileSystemOptions options, int connections) {
        set(options, ConnectOptions.MAX_CONNECTIONS, connections);
    }

    /** How long to wait for one of them when all are in use; 60 s unless set. */
    public final void setPoolTimeout(FileSystemOptions options, Duration timeout) {
        set(options, ConnectOptions.POOL_TIMEOUT, timeout);
    }

    /** How long an unused connection is kept; 60 s unless set. */
    public final void setIdleTimeout(FileSystemOptions options, Duration timeout) {
        set(options, ConnectOptions.IDLE_TIMEOUT, timeout);
    }

    /** Trust and keys of TLS; the Java runtime's own unless set. */
    public final void setSslContext(FileSystemOptions options, SSLContext context) {
        set(options, ConnectOptions.SSL_CONTEXT, context);
    }

    /** Whether the certificate has to name the host; true unless set. */
    public final void setVerifyHostName(FileSystemOptions options, boolean verify) {
        set(options, ConnectOptions.VERIFY_HOST_NAME, verify);
    }

    /** The one certificate to accept, by its SHA-256 in hexadecimal digits, whoever signed it and whatever it names. */
    public final void setCertificateSha256(FileSystemOptions options, String hex) {
        set(options, ConnectOptions.CERTIFICATE_SHA256, hex);
    }
}
