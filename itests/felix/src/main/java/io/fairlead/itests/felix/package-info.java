// SPDX-License-Identifier: Apache-2.0

/**
 * Tests that run as a bundle inside Felix, among the other bundles: what configuration, services and the update of
 * bundles make of them. Each test configures what it needs under names of its own and takes it back. Start at
 * {@link io.fairlead.itests.felix.Framework}.
 */
package io.fairlead.itests.felix;
