// SPDX-License-Identifier: Apache-2.0

/**
 * What two protocols need of the network: endpoints that outlive a protocol module, TLS material, threads, limits, and
 * bounded readers and writers of the wire. It knows no protocol and imports nothing of ours.
 * Start at {@link io.fairlead.net.Endpoints}.
 */
@Export
@Version("0.1.0")
package io.fairlead.net;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
