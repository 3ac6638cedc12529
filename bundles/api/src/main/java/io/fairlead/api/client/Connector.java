// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.storage.StorageException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A protocol client; an OSGi service with the property {@link #SCHEMES}, and a {@link java.util.ServiceLoader} provider
 * on a plain class path. Thread-safe.
 */
@ProviderType
public interface Connector {
    /** Service property: the URI schemes it serves, one or several. */
    String SCHEMES = "connector.schemes";

    /** The URI schemes it serves, in lower case; fixed for its life. */
    Set<String> schemes();

    /** The port used where the URI names none. */
    int defaultPort(String scheme);

    /** What its URIs may hold; fixed for its life. */
    default Naming naming() {
        return Naming.USUAL;
    }

    /**
     * Makes a storage of a remote server. Nothing is sent before the first {@link RemoteStorage#mount}.
     *
     * @param uri {@code scheme://[user[:password]@]host[:port][/path]}; the path becomes the storage's root. What it
     *     names overrides the options
     * @param options credentials, limits, and what the protocol has of its own
     * @throws StorageException {@code NAME_INVALID} for a URI or option that can't be used, naming it (a CR, LF or NUL in
     *     user, password or path among them); {@code NOT_SUPPORTED} for a scheme that is not among {@link #schemes}
     */
    RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException;
}
