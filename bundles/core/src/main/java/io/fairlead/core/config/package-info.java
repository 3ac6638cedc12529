// SPDX-License-Identifier: Apache-2.0

/**
 * Looks at configurations from outside, and warns of what nobody reads; start at
 * {@link io.fairlead.core.config.ConfigurationReviewer}.
 */
package io.fairlead.core.config;
