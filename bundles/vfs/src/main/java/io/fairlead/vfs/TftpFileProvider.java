// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

/**
 * The TFTP client for plain Java: {@code tftp}. It finds the connector, which is in the jar {@code fairlead-tftp}, by
 * {@link java.util.ServiceLoader}.
 */
public final class TftpFileProvider extends ConnectorFileProvider {
    /** For Commons VFS. */
    public TftpFileProvider() {
        super(Connectors.find("tftp", TftpFileProvider.class.getClassLoader()), "tftp");
    }
}
