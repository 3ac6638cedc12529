// SPDX-License-Identifier: Apache-2.0

/**
 * How a configured component takes its configurations, OSGi Compendium 112: a bad one changes nothing, is logged in one
 * line, and shows up in consoles until a better one comes. For authors of storages, authenticators and servers with a
 * configuration of their own; start at {@link io.fairlead.api.config.ConfigurationGate}. Besides, how it chooses among
 * services, and what it loads in time to outlive its own bundle.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
