// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

/**
 * The FTP client for plain Java: {@code ftp} and {@code ftps}. It finds the connector, which is in the jar
 * {@code fairlead-ftp}, by {@link java.util.ServiceLoader}.
 */
public final class FtpFileProvider extends ConnectorFileProvider {
    /** For Commons VFS. */
    public FtpFileProvider() {
        super(Connectors.find("ftp", FtpFileProvider.class.getClassLoader()), "ftp");
    }
}
