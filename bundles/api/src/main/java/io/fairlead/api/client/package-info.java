// SPDX-License-Identifier: Apache-2.0

/**
 * Protocol clients as services: a Connector turns a URI into a storage.
 * Start at {@link io.fairlead.api.client.Connector}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
