// SPDX-License-Identifier: Apache-2.0

/**
 * What servers see of a storage: the Export, which arbitrates between sessions of every protocol by share modes,
 * byte-range locks, leases and change events. Its rules follow [MS-SMB2] and [MS-FSA], the strictest of the clients.
 * Start at {@link io.fairlead.api.export.Export}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.export;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
