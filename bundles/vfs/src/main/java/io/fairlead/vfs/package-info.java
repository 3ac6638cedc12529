// SPDX-License-Identifier: Apache-2.0

/**
 * Apache Commons VFS on top of our clients: one provider for every Connector, a {@code FileSystemManager} service whose
 * schemes come and go with the services behind them, and providers and option builders for plain Java. The document is
 * Commons VFS 2.10's own provider suite. Start at {@link io.fairlead.vfs.ConnectorFileProvider}, or at
 * {@link io.fairlead.vfs.Fairlead} as a user.
 */
@Export
@Version("0.1.0")
package io.fairlead.vfs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
