// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import java.util.Map;

/**
 * Where a storage is. Immutable.
 *
 * @param url of a folder, as Commons VFS writes it
 * @param user account at the other end; empty if the URL names it, or none is needed
 * @param password of the account
 * @param options of the scheme's provider, by the names that its configuration builder has
 */
public record VfsSettings(String url, String user, String password, Map<String, String> options) {
    public VfsSettings {
        options = Map.copyOf(options);
    }

    /** With an account that the URL names, if any, and every option at its default. */
    public static VfsSettings of(String url) {
        return new VfsSettings(url, "", "", Map.of());
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return url.replaceAll("://[^/@]*@", "://***@");
    }
}
