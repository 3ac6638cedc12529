// SPDX-License-Identifier: Apache-2.0

/**
 * The storage SPI: what a host implements to have its files served, and what our clients implement so that a remote
 * server is a storage too. No document governs it but this Javadoc and the contract suite {@code StorageContract}.
 * Start at {@link io.fairlead.api.storage.Storage}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.storage;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
