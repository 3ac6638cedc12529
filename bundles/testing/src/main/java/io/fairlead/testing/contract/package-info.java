// SPDX-License-Identifier: Apache-2.0

/**
 * The storage contract by subject: each interface is a group of tests whose methods a {@code StorageContract} inherits.
 * No document governs it but the Javadoc of {@link io.fairlead.api.storage}, whose sentences it checks. Start at
 * {@link io.fairlead.testing.contract.ContractFixture}.
 */
package io.fairlead.testing.contract;
