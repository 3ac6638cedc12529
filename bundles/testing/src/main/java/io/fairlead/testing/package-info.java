// SPDX-License-Identifier: Apache-2.0

/**
 * What tests of storages, clients and servers are made of: the storage contract, storages that fail or count, scripted
 * peers, golden wire bytes, external tools. No document governs it but the Javadoc of the SPI that it checks. Start at
 * {@link io.fairlead.testing.StorageContract}.
 */
package io.fairlead.testing;
