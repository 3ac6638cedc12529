// SPDX-License-Identifier: Apache-2.0

/**
 * Running protocol servers as services, with the plain data that shells, consoles and metrics show of them.
 * Start at {@link io.fairlead.api.server.FileServer}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.server;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
