// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

/**
 * The SMB client for plain Java: {@code smb}. It finds the connector, which is in the jar {@code fairlead-smb}, by
 * {@link java.util.ServiceLoader}.
 */
public final class SmbFileProvider extends ConnectorFileProvider {
    /** For Commons VFS. */
    public SmbFileProvider() {
        super(Connectors.find("smb", SmbFileProvider.class.getClassLoader()), "smb");
    }
}
