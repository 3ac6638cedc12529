// SPDX-License-Identifier: Apache-2.0

/**
 * Turning credentials into identities. Authenticators are cut by what a mechanism needs, not by protocol.
 * Start at {@link io.fairlead.api.auth.Authenticator}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.auth;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
