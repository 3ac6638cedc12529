// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.ftps.FtpsFileSystemConfigBuilder;

/**
 * Keys and trust as the stock provider of {@code ftps} has them. Equal ones share connections; contexts made of them would
 * not be equal.
 *
 * @param key null for none
 * @param trust null for the Java runtime's own
 */
record TlsManagers(KeyManager key, TrustManager trust) {
    /** Among the options until a connection is made. */
    static final ConnectOptions.Key<TlsManagers> KEY =
            new ConnectOptions.Key<>("vfs.tlsManagers", TlsManagers.class, null);

    /** What was set; null for nothing. */
    static TlsManagers of(FtpsFileSystemConfigBuilder ftps, FileSystemOptions options) {
        KeyManager key = ftps.getKeyManager(options);
        TrustManager trust = trust(ftps, options);
        return key == null && trust == null ? null : new TlsManagers(key, trust);
    }

    private static TrustManager trust(FtpsFileSystemConfigBuilder ftps, FileSystemOptions options) {
        try {
            TrustManager trust = ftps.getTrustManager(options);
            boolean unset = trust == ftps.getTrustManager(new FileSystemOptions()); // it looks at dates alone
            return unset ? null : trust;
        } catch (NoClassDefFoundError e) {
            return null; // what stands for unset is of commons-net, which is not there
        }
    }

    /** The options with a context in place of managers. */
    static ConnectOptions applied(ConnectOptions options) throws FileSystemException {
        TlsManagers managers = options.get(KEY);
        if (managers == null) {
            return options;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    managers.key == null ? null : new KeyManager[] {managers.key},
                    managers.trust == null ? null : new TrustManager[] {managers.trust},
                    null);
            return options.with(KEY, null).with(ConnectOptions.SSL_CONTEXT, context);
        } catch (GeneralSecurityException e) {
            throw new ConnectorFileException("keyManager and trustManager can't be used: " + e.getMessage(), e);
        }
    }
}
