// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A server's certificate and key, read anew when the files change; a file that can't be read leaves the last good one in
 * force and is logged once, by name. Thread-safe. Made by {@link TlsIdentities}.
 */
@ProviderType
public interface TlsIdentity extends AutoCloseable {
    /** The certificate in force. */
    X509Certificate certificate();

    /**
     * A context with the certificate in force. Each call gives a new one with a session cache of its own: FTP makes one
     * per control connection, to tell which data connections resume its session.
     */
    SSLContext newContext();

    /** Stops watching the files. Contexts given out go on. */
    @Override
    void close();
}
